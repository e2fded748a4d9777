import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { createFunction } from '../resources/function.js';
import { target } from '../target.js';
import { invoke } from './invoke.js';

const { lambda } = clients;
const syncLimitBytes = 6 * 1024 * 1024;
const asyncLimitBytes = 1024 * 1024;
const echo = 'exports.handler = async (event) => event;';

/** A JSON string of exactly so many bytes. */
const payloadOf = (bytes: number) =>
  Buffer.alloc(bytes, 'x')
    .fill('"', 0, 1)
    .fill('"', bytes - 1);

conformance('lambda', 'invocations', (conforms) => {
  conforms('answers what the handler returns', async () => {
    const { name } = await createFunction(echo);
    expect(await invoke(name, { a: [1, 'é'] })).toMatchObject({
      statusCode: 200,
      functionError: undefined,
      executedVersion: '$LATEST',
      value: { a: [1, 'é'] },
    });
  });

  conforms('hands over an empty event where none is given', async () => {
    const { name } = await createFunction(echo);
    expect((await invoke(name)).value).toEqual({});
  });

  conforms('answers null where the handler returns nothing', async () => {
    const { name } = await createFunction('exports.handler = async () => {};');
    expect((await invoke(name, {})).value).toBeNull();
  });

  conforms('answers what the handler gives its callback', async () => {
    const { name } = await createFunction(
      `exports.handler = (event, context, callback) => {
         setTimeout(() => callback(event.fail ? new RangeError('too much') : null, 'done'));
       };`,
    );
    expect((await invoke(name, {})).value).toBe('done');
    expect(await invoke(name, { fail: true })).toMatchObject({
      functionError: 'Unhandled',
      value: { errorType: 'RangeError', errorMessage: 'too much' },
    });
  });

  conforms('runs modules and handlers in folders', async () => {
    const { name } = await createFunction(
      {
        'src/app.mjs': `import { word } from './word.mjs'; export const run = async () => word;`,
        'src/word.mjs': `export const word = 'module';`,
      },
      { Handler: 'src/app.run' },
    );
    expect((await invoke(name, {})).value).toBe('module');
  });

  conforms('tells the handler what it runs in', async () => {
    const { name, arn } = await createFunction(
      `exports.handler = async (event, { getRemainingTimeInMillis, ...context }) =>
         ({ context, leftMs: getRemainingTimeInMillis() });`,
      { Timeout: 9, MemorySize: 128 },
    );
    const { value } = await invoke(name, {});
    expect(value).toMatchObject({
      context: {
        functionName: name,
        functionVersion: '$LATEST',
        memoryLimitInMB: '128',
        invokedFunctionArn: arn,
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        logGroupName: `/aws/lambda/${name}`,
      },
    });
    const { leftMs } = value as { leftMs: number };
    expect(leftMs).toBeGreaterThan(3_000);
    expect(leftMs).toBeLessThanOrEqual(9_000);
  });

  conforms('gives the handler its own environment variables and Lambda’s', async () => {
    const { name } = await createFunction('exports.handler = async () => process.env;', {
      environment: { TABLE: 'titles' },
    });
    expect((await invoke(name, {})).value).toMatchObject({
      TABLE: 'titles',
      AWS_REGION: target.region,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      LAMBDA_TASK_ROOT: expect.stringContaining('/') as string,
      _HANDLER: 'index.handler',
    });
  });

  conforms('keeps what a module remembers between invocations', async () => {
    const { name } = await createFunction('let calls = 0; exports.handler = async () => ++calls;');
    expect((await invoke(name, {})).value).toBe(1);
    expect((await invoke(name, {})).value).toBe(2);
  });

  conforms('answers the tail of the log, with a report', async () => {
    const { name } = await createFunction(
      `exports.handler = async ({ lines }) => { for (let i = 0; i < lines; i++) console.log('line ' + i); };`,
    );
    const { log } = await invoke(name, { lines: 1 }, { LogType: 'Tail' });
    expect(log).toMatch(/^START RequestId: \S+ Version: \$LATEST$/m);
    expect(log).toContain('line 0');
    expect(log).toMatch(/^END RequestId: \S+$/m);
    expect(log).toMatch(
      /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB/m,
    );
    const long = await invoke(name, { lines: 2_000 }, { LogType: 'Tail' });
    expect(Buffer.byteLength(long.log)).toBeLessThanOrEqual(4_096);
    expect(long.log).toContain('line 1999');
    expect((await invoke(name, { lines: 1 })).log).toBe('');
  });

  conforms('runs nothing in a dry run', async () => {
    const { name } = await createFunction('let calls = 0; exports.handler = async () => ++calls;');
    const dry = await invoke(name, {}, { InvocationType: 'DryRun' });
    expect(dry).toMatchObject({ statusCode: 204, value: undefined });
    expect((await invoke(name, {})).value).toBe(1);
  });

  conforms('refuses a payload that is no JSON', async () => {
    const { name } = await createFunction(echo);
    const refused = invoke(name, undefined, { Payload: '{oops' });
    await expect(refused).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });

  conforms('refuses a function that does not exist', async () => {
    await expect(invoke(freshName('absent'), {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  conforms('takes 6 MB and no more', async () => {
    const { name } = await createFunction('exports.handler = async (event) => event.length;');
    const { value } = await invoke(name, undefined, { Payload: payloadOf(syncLimitBytes) });
    expect(value).toBe(syncLimitBytes - 2);
    const refused = invoke(name, undefined, { Payload: payloadOf(syncLimitBytes + 1) });
    await expect(refused).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
  });

  conforms('takes 1 MB and no more where nobody waits for the answer', async () => {
    const { name } = await createFunction(echo);
    const event = { InvocationType: 'Event' } as const;
    const taken = await invoke(name, undefined, { ...event, Payload: payloadOf(asyncLimitBytes) });
    expect(taken.statusCode).toBe(202);
    const refused = invoke(name, undefined, { ...event, Payload: payloadOf(asyncLimitBytes + 1) });
    await expect(refused).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
  });

  conforms('throttles what exceeds the function’s own concurrency', async () => {
    const { name: FunctionName } = await createFunction(echo);
    const set = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 });
    expect((await lambda.send(set)).ReservedConcurrentExecutions).toBe(0);
    await eventually(() =>
      expect(invoke(FunctionName, {})).rejects.toMatchObject({
        name: 'TooManyRequestsException',
        $metadata: { httpStatusCode: 429 },
      }),
    );
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await eventually(async () => expect((await invoke(FunctionName, 'free')).value).toBe('free'));
  });
});
