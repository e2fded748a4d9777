import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientOf, isRunning } from '../processes/process-host.testing.js';
import { testHost, type TestHost } from './lambda-host.testing.js';

let host: TestHost;
let client: LambdaClient;

beforeEach(async () => {
  host = await testHost();
  client = new LambdaClient({ ...clientOf(host.instance), maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await host.instance.close();
});

async function invoke(name: string, payload: unknown) {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }),
  );
  return {
    failed: answer.FunctionError !== undefined,
    value: JSON.parse(answer.Payload?.transformToString() ?? 'null') as unknown,
  };
}

const environmentsOf = (name: string) =>
  host.lambda.functions().find((each) => each.name === name)?.environments ?? [];
const pidsOf = (name: string) => environmentsOf(name).map(({ pid }) => pid);

describe('a process', () => {
  it('sees nothing of the environment that local-aws runs in', async () => {
    vi.stubEnv('SECRET_OF_THE_PARENT', 'x');
    await host.define('env', 'return process.env');
    const { value } = await invoke('env', {});
    vi.unstubAllEnvs();
    expect(value).toMatchObject({
      AWS_ENDPOINT_URL: host.instance.endpoint(),
      AWS_ACCESS_KEY_ID: 'lambda-env',
      LAMBDA_TASK_ROOT: host.instance.dataDirectory,
      _HANDLER: 'env.handler',
    });
    const expected = /^(AWS_\w+|NOTES|LANG|TZ|PATH|LAMBDA_TASK_ROOT|_HANDLER|_X_AMZN_TRACE_ID)$/;
    expect(Object.keys(value as object).filter((key) => !expected.test(key))).toEqual([]);
  });

  it('is kept for the next invocation', async () => {
    await host.define('warm', 'return process.pid');
    const { value } = await invoke('warm', {});
    expect((await invoke('warm', {})).value).toBe(value);
    expect(pidsOf('warm')).toEqual([value]);
  });

  it('is one of ten at the most, for which more invocations wait', async () => {
    await host.define('busy', 'await new Promise((done) => setTimeout(done, 300)); return process.pid');
    const answers = await Promise.all(Array.from({ length: 12 }, () => invoke('busy', {})));
    expect(answers.some(({ failed }) => failed)).toBe(false);
    expect(new Set(answers.map(({ value }) => value)).size).toBe(10);
  });

  it('that takes too long is gone, with what it started', async () => {
    await host.define(
      'slow',
      'const { pid } = require("node:child_process").spawn("sleep", ["60"]); note(pid); for (;;);',
      { timeoutSeconds: 0.5 },
    );
    const call = invoke('slow', {});
    await vi.waitFor(() => expect(host.notes()).toHaveLength(1), { timeout: 10_000 });
    const pids = [...pidsOf('slow'), ...(host.notes() as number[])];
    expect(pids.filter(isRunning)).toHaveLength(2);
    expect((await call).value).toMatchObject({
      errorMessage: expect.stringMatching(/timed out after 0\.50 seconds$/) as string,
    });
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]));
  });

  it('tells which bundle it runs, and ends with the host', async () => {
    await host.define('listed', 'require("node:child_process").spawn("sleep", ["60"]); return 1');
    await invoke('listed', {});
    const [environment] = environmentsOf('listed');
    const bundle = readFileSync(join(host.instance.dataDirectory, 'listed.cjs'));
    expect(environment?.bundleSha256).toBe(createHash('sha256').update(bundle).digest('hex'));
    expect(isRunning(environment?.pid ?? 0)).toBe(true);
    await host.lambda.close();
    await vi.waitFor(() => expect(isRunning(environment?.pid ?? 0)).toBe(false));
  });

  it('ends when its function is deleted', async () => {
    await host.define('deleted', 'return 1');
    await invoke('deleted', {});
    const [pid = 0] = pidsOf('deleted');
    await client.send(new DeleteFunctionCommand({ FunctionName: 'deleted' }));
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
    expect(host.lambda.functions()).toEqual([]);
  });
});

describe('what an invocation leaves behind', () => {
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
    await host.define('counts', `process.stdout.write(${JSON.stringify(JSON.stringify(document))} + "\\n");`);
    await invoke('counts', {});
    expect(host.ports.metrics.data).toContainEqual(
      expect.objectContaining({
        namespace: 'Sluice',
        name: 'rows',
        dimensions: {},
        value: 7,
        unit: 'Count',
        timestampMs: 1_767_225_600_000,
      }),
    );
    expect(host.ports.metrics.data.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Invocations', 'Errors', 'Duration']),
    );
    const path = join(host.instance.dataDirectory, 'logs', 'lambda', 'counts.log');
    const log = await vi.waitFor(async () => {
      const text = await readFile(path, 'utf8');
      expect(text).toContain('REPORT');
      return text;
    });
    expect(log).toMatch(
      /^START .*\n\{"_aws".*\nEND RequestId: .*\nREPORT .*Memory Size: 128 MB\t.*Init Duration: /,
    );
  });

  it('is a line in the request log', async () => {
    const arn = await host.define('logged', 'return 1');
    await invoke(`${arn}:$LATEST`, {});
    const [logged] = host.instance.listener.requests.list();
    expect(logged).toMatchObject({
      service: 'lambda',
      operation: 'Invoke',
      resource: 'logged',
      caller: 'test',
    });
  });
});
