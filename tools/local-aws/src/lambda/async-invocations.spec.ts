import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testHost, type TestHost } from './lambda-host.testing.js';

const queueArn = 'arn:aws:sqs:eu-west-1:000000000000:failures';
const soon = { timeout: 10_000 };

let host: TestHost;

beforeEach(async () => {
  host = await testHost();
});
afterEach(() => host.instance.close());

const failures = () => host.ports.queues.sent.map(({ body }) => JSON.parse(body) as object);

describe('an asynchronous invocation', () => {
  it('of a function that does not exist is refused at once', async () => {
    const unknown = 'arn:aws:lambda:eu-west-1:000000000000:function:nobody';
    await expect(host.lambda.invokeEvent(unknown, {})).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it('that waited for more than six hours is given up', async () => {
    const arn = await host.define('throttled', 'note(event)', {
      onFailureQueueArn: queueArn,
      reservedConcurrency: 0,
    });
    await host.lambda.invokeEvent(arn, { file: 'f' });
    host.passSeconds(6 * 3_600 + 1);
    await vi.waitFor(() => expect(failures()).toHaveLength(1), soon);
    expect(host.ports.queues.sent[0]?.arn).toBe(queueArn);
    expect(failures()[0]).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 },
      requestPayload: { file: 'f' },
    });
    expect(failures()[0]).not.toHaveProperty('responsePayload');
    expect(host.notes()).toEqual([]);
  });
});

describe('a delivery fault', () => {
  let arn: string;

  // Warm, so that what arrives first is also noted first.
  beforeEach(async () => {
    arn = await host.define('noted', 'note(event)');
    await host.lambda.invokeEvent(arn, 'warm');
    const finished = () => host.ports.metrics.data.filter(({ name }) => name === 'Invocations');
    await vi.waitFor(() => expect(finished()).toHaveLength(1), soon);
  });

  it('duplicates', async () => {
    host.faults.add({ service: 'lambda', resource: arn, kind: 'duplicate', times: 1 });
    await host.lambda.invokeEvent(arn, 'a');
    await vi.waitFor(() => expect(host.notes()).toEqual(['warm', 'a', 'a']), soon);
  });

  it.each([
    { kind: 'delay', delayMs: 1_500 },
    // The first that seed 2 draws is three quarters of the delay.
    { kind: 'reorder', delayMs: 2_000, seed: 2 },
  ] as const)('lets a later one come first: %j', async (fault) => {
    host.faults.add({ service: 'lambda', resource: arn, times: 1, ...fault });
    await host.lambda.invokeEvent(arn, 'a');
    await host.lambda.invokeEvent(arn, 'b');
    await vi.waitFor(() => expect(host.notes()).toEqual(['warm', 'b', 'a']), soon);
  });
});
