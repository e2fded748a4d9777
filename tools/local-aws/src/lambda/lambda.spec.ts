import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKinesis } from '../kinesis/kinesis.js';
import type { FunctionConfig } from './function-config.js';
import {
  collectingPorts,
  isRunning,
  runtimeDirectory,
  testInstance,
  type Collected,
  type TestInstance,
} from '../processes/process-host.testing.js';
import { createLambda, type LambdaHost } from './lambda.js';

let instance: TestInstance;
let ports: Collected;
let lambda: LambdaHost;

beforeEach(async () => {
  instance = await testInstance();
  ports = collectingPorts();
  lambda = instance.serve(
    createLambda(instance, { streams: createKinesis(instance), ...ports }, { runtimeDirectory }),
  );
});

afterEach(() => instance.close());

/** A function whose handler has this body; its name is the bundle's too. */
async function define(name: string, body: string, config: Partial<FunctionConfig> = {}): Promise<string> {
  const source = `let calls = 0;\nexports.handler = async (event, context) => { calls += 1; ${body} };`;
  const bundlePath = await instance.bundle(`${name}.cjs`, source);
  return lambda.createFunction({
    name,
    bundlePath,
    environment: {},
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    ...config,
  }).arn;
}

async function invoke(name: string, payload: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${instance.endpoint()}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260301/eu-west-1/lambda/aws4_request',
      ...headers,
    },
    body: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
  const text = await response.text();
  return {
    status: response.status,
    error: response.headers.get('x-amz-function-error'),
    log: Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64').toString('utf8'),
    errorType: response.headers.get('x-amzn-errortype'),
    value: (text === '' ? undefined : JSON.parse(text)) as unknown,
  };
}

const pidsOf = (name: string) =>
  lambda
    .functions()
    .find((each) => each.name === name)
    ?.environments.map(({ pid }) => pid) ?? [];

describe('an invocation', () => {
  it('answers what the handler returns, from one warm process', async () => {
    await define(
      'echo',
      'return { calls, event, left: context.getRemainingTimeInMillis(), id: context.awsRequestId }',
    );
    const first = await invoke('echo', { a: 1 });
    expect(first).toMatchObject({ status: 200, error: null, value: { calls: 1, event: { a: 1 } } });
    const { left, id } = first.value as { left: number; id: string };
    expect(left).toBeGreaterThan(5_000);
    expect(left).toBeLessThanOrEqual(10_000);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await invoke('echo', [])).value).toMatchObject({ calls: 2, event: [] });
    expect(pidsOf('echo')).toHaveLength(1);
  });

  it('sees its own environment variables and Lambda’s, and nothing of the parent’s', async () => {
    vi.stubEnv('SECRET_OF_THE_PARENT', 'x');
    await define('env', 'return process.env', { environment: { TABLE: 't', AWS_REGION: 'elsewhere' } });
    const { value } = await invoke('env', {});
    vi.unstubAllEnvs();
    expect(value).toMatchObject({
      TABLE: 't',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: instance.endpoint(),
      AWS_ACCESS_KEY_ID: 'lambda-env',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      LAMBDA_TASK_ROOT: instance.dataDirectory,
      _HANDLER: 'env.handler',
    });
    const expected = /^(AWS_\w+|TABLE|LANG|TZ|PATH|LAMBDA_TASK_ROOT|_HANDLER|_X_AMZN_TRACE_ID)$/;
    expect(Object.keys(value as object).filter((key) => !expected.test(key))).toEqual([]);
  });

  it('reports errors of the handler as its own', async () => {
    await define('fails', 'throw new TypeError(`no ${event.what}`)');
    const { status, error, value } = await invoke('fails', { what: 'luck' });
    expect({ status, error }).toEqual({ status: 200, error: 'Unhandled' });
    expect(value).toMatchObject({ errorType: 'TypeError', errorMessage: 'no luck' });
    expect((value as { trace: string[] }).trace[0]).toBe('TypeError: no luck');
  });

  it('that takes too long is killed', async () => {
    await define('slow', 'if (event.spin) for (;;); await new Promise(() => setInterval(() => {}, 1000))', {
      timeoutSeconds: 0.5,
    });
    const message =
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9a-f-]{36} Task timed out after 0\.50 seconds$/;
    for (const spin of [false, true]) {
      const call = invoke('slow', { spin });
      await vi.waitFor(() => expect(pidsOf('slow')).toHaveLength(1));
      const [pid = 0] = pidsOf('slow');
      const { error, value } = await call;
      expect(error).toBe('Unhandled');
      expect((value as { errorMessage: string }).errorMessage).toMatch(message);
      await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
    }
  });

  it.each([
    ['process.exit(3)', 'Runtime exited with error: exit status 3'],
    ['process.exit(0)', 'Runtime exited without providing a reason'],
    ["process.kill(process.pid, 'SIGKILL')", 'Runtime exited with error: signal: killed'],
  ])(
    'that ends its process (%s) is an exit error, and the next one has a new process',
    async (body, reason) => {
      await define('crash', `if (event.crash) { ${body} } return calls`);
      expect((await invoke('crash', {})).value).toBe(1);
      const { error, value } = await invoke('crash', { crash: true });
      expect(error).toBe('Unhandled');
      expect(value).toMatchObject({ errorType: 'Runtime.ExitError' });
      expect((value as { errorMessage: string }).errorMessage).toMatch(
        new RegExp(`^RequestId: \\S+ Error: ${reason}$`),
      );
      expect((await invoke('crash', {})).value).toBe(1);
    },
  );

  it('that throws outside its promise fails, and its process is not used again', async () => {
    await define(
      'stray',
      'if (event.stray) { setTimeout(() => { throw new Error("astray"); }); await new Promise(() => {}); } return calls',
    );
    await invoke('stray', {});
    const { error, value } = await invoke('stray', { stray: true });
    expect({ error, value }).toMatchObject({ error: 'Unhandled', value: { errorMessage: 'astray' } });
    expect((await invoke('stray', {})).value).toBe(1);
  });

  it('that fills its memory is an exit error', async () => {
    await define('greedy', 'const kept = []; for (;;) kept.push(new Array(100_000).fill({ kept }));', {
      memoryMegabytes: 32,
      timeoutSeconds: 15,
    });
    const { value } = await invoke('greedy', {});
    expect(value).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect((value as { errorMessage: string }).errorMessage).toMatch(/signal: aborted/);
  });

  it('of a bundle that cannot be loaded says why', async () => {
    const bundlePath = await instance.bundle('broken.cjs', 'require("not-there")');
    lambda.createFunction({
      name: 'broken',
      bundlePath,
      environment: {},
      timeoutSeconds: 5,
      memoryMegabytes: 128,
    });
    const { error, value } = await invoke('broken', {});
    expect(error).toBe('Unhandled');
    expect((value as { errorMessage: string }).errorMessage).toContain("Cannot find module 'not-there'");
  });

  it('runs beside others in processes of their own, up to the limit', async () => {
    await define('busy', 'await new Promise((done) => setTimeout(done, 400)); return process.pid', {
      maximumConcurrency: 2,
    });
    const results = await Promise.all([1, 2, 3].map(() => invoke('busy', {})));
    expect(results.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect(results.find(({ status }) => status === 429)?.errorType).toBe('TooManyRequestsException');
    expect(pidsOf('busy')).toHaveLength(2);
  });
});

describe('the wire', () => {
  it('knows DryRun, log tails and bad requests', async () => {
    await define('wire', 'console.log("said", event.word); return null');
    expect((await invoke('wire', {}, { 'x-amz-invocation-type': 'DryRun' })).status).toBe(204);
    const { log } = await invoke('wire', { word: 'hello' }, { 'x-amz-log-type': 'Tail' });
    expect(log).toMatch(
      /^START RequestId: \S+ Version: \$LATEST\nsaid hello\nEND RequestId: \S+\nREPORT RequestId: /,
    );
    expect(await invoke('wire', '{oops')).toMatchObject({
      status: 400,
      errorType: 'InvalidRequestContentException',
    });
    expect(await invoke('nobody', {})).toMatchObject({ status: 404, errorType: 'ResourceNotFoundException' });
    const arn = encodeURIComponent('arn:aws:lambda:eu-west-1:000000000000:function:wire:$LATEST');
    expect((await invoke(arn, {})).status).toBe(200);
    const [logged] = instance.listener.requests.list();
    expect(logged).toMatchObject({
      service: 'lambda',
      operation: 'Invoke',
      resource: 'wire',
      caller: 'test',
    });
  });

  it('describes a function', async () => {
    await define('described', 'return 1');
    const response = await fetch(`${instance.endpoint()}/2015-03-31/functions/described`, {
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260301/eu-west-1/lambda/aws4_request' },
    });
    expect(await response.json()).toMatchObject({
      Configuration: { FunctionName: 'described', Timeout: 10, MemorySize: 128, State: 'Active' },
    });
  });
});

describe('an asynchronous invocation', () => {
  it('is tried three times and then recorded in the on-failure queue', async () => {
    const queueArn = 'arn:aws:sqs:eu-west-1:000000000000:failures';
    const arn = await define('never', 'throw new Error(`attempt ${calls}`)', { onFailureQueueArn: queueArn });
    expect((await invoke('never', { file: 'f' }, { 'x-amz-invocation-type': 'Event' })).status).toBe(202);
    await vi.waitFor(() => expect(ports.queues.sent).toHaveLength(1), { timeout: 10_000 });
    const [message] = ports.queues.sent;
    expect(message?.arn).toBe(queueArn);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: `${arn}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { file: 'f' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'attempt 3' },
    });
  });

  it('from another service is queued, and an unknown function is an error at once', async () => {
    const arn = await define('later', 'require("node:fs").writeFileSync(event.path, "done")');
    const path = join(instance.dataDirectory, 'proof');
    await lambda.invokeEvent(arn, { path });
    await vi.waitFor(async () => expect(await readFile(path, 'utf8')).toBe('done'), { timeout: 5_000 });
    await expect(lambda.invokeEvent(`${arn}-else`, {})).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });
});

describe('what a function leaves behind', () => {
  it('is a log with START, END and REPORT lines, and metrics from its lines', async () => {
    const document = {
      _aws: {
        Timestamp: 1_767_225_600_000,
        CloudWatchMetrics: [
          { Namespace: 'Sluice', Dimensions: [[]], Metrics: [{ Name: 'rows', Unit: 'Count' }] },
        ],
      },
      rows: 7,
    };
    await define('counts', `process.stdout.write(${JSON.stringify(JSON.stringify(document))} + "\\n");`);
    await invoke('counts', {});
    expect(ports.metrics.data).toContainEqual({
      namespace: 'Sluice',
      name: 'rows',
      dimensions: {},
      value: 7,
      unit: 'Count',
      timestampMs: 1_767_225_600_000,
    });
    expect(ports.metrics.data.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Invocations', 'Errors', 'Duration']),
    );
    const path = join(instance.dataDirectory, 'logs', 'lambda', 'counts.log');
    const log = await vi.waitFor(async () => {
      const text = await readFile(path, 'utf8');
      expect(text).toContain('REPORT');
      return text;
    });
    expect(log).toMatch(
      /^START .*\n\{"_aws".*\nEND RequestId: .*\nREPORT .*Memory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: /,
    );
  });

  it('tells which process runs which bundle, and ends with the host', async () => {
    await define('listed', 'require("node:child_process").spawn("sleep", ["60"]); return 1');
    await invoke('listed', {});
    const [status] = lambda.functions();
    const bundle = readFileSync(join(instance.dataDirectory, 'listed.cjs'));
    const [environment] = status?.environments ?? [];
    expect(environment?.bundleSha256).toBe(createHash('sha256').update(bundle).digest('hex'));
    expect(isRunning(environment?.pid ?? 0)).toBe(true);
    await lambda.close();
    await vi.waitFor(() => expect(isRunning(environment?.pid ?? 0)).toBe(false));
    expect(lambda.functions()[0]?.environments).toEqual([]);
  });
});
