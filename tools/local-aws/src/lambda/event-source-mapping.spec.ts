import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CreateEventSourceMappingCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { StreamReader, StreamRecord } from '../kernel/ports.js';
import { clientOf } from '../processes/process-host.testing.js';
import type { EventSourceMappingConfig } from './event-source-mapping-config.js';
import { testHost, type TestHost } from './lambda-host.testing.js';

const streamArn = 'arn:aws:kinesis:eu-west-1:000000000000:stream/s';
const shardId = 'shardId-000000000000';
const queueArn = 'arn:aws:sqs:eu-west-1:000000000000:q';

let host: TestHost;
let records: StreamRecord[];

const streams: StreamReader = {
  shards: (arn) => {
    if (arn !== streamArn) throw new Error(`${arn} was not asked for.`);
    return [{ shardId, closed: false }];
  },
  read: (_arn, _shard, after, limit) => {
    const from = after === undefined ? 0 : Number(after) + 1;
    return records.slice(from, from + limit);
  },
  waitForRecords: () => new Promise((resolve) => setTimeout(resolve, 10)),
};

beforeEach(async () => {
  records = [];
  host = await testHost(streams);
});
afterEach(() => host.instance.close());

const put = (...texts: string[]) => {
  for (const text of texts) {
    records.push({
      sequenceNumber: String(records.length).padStart(56, '0'),
      partitionKey: 'k',
      data: Buffer.from(text),
      approximateArrivalMs: Date.now(),
    });
  }
};

/** A consumer that writes down its batches, each as its texts with spaces between them. */
async function consume(body = '', settings: Partial<EventSourceMappingConfig> = {}, config: object = {}) {
  await host.define(
    'consumer',
    `const texts = event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString('utf8'));
     note(texts.join(' '));
     ${body}`,
    config,
  );
  return host.lambda.createEventSourceMapping({
    functionName: 'consumer',
    streamArn,
    startingPosition: 'TRIM_HORIZON',
    ...settings,
  });
}

const batches = (...expected: string[]) =>
  vi.waitFor(() => expect(host.notes()).toEqual(expected), { timeout: 10_000, interval: 20 });

const discarded = () =>
  host.ports.queues.sent.map(
    ({ body }) =>
      JSON.parse(body) as { requestContext: { condition: string }; KinesisBatchInfo: { batchSize: number } },
  );

describe('a delivery fault', () => {
  it.each([
    [{ kind: 'duplicate' }, ['a', 'a', 'b']],
    [{ kind: 'duplicate', delayMs: 300 }, ['a', 'a', 'b']],
    [{ kind: 'delay', delayMs: 300 }, ['a', 'b']],
    [{ kind: 'reorder', delayMs: 300 }, ['a', 'b']],
  ] as const)('%j never changes the order of a shard', async (fault, expected) => {
    host.faults.add({ service: 'lambda', resource: streamArn, times: 1, ...fault });
    put('a', 'b');
    await consume('', { batchSize: 1 });
    await batches(...expected);
    expect(host.faults.list()[0]?.struck).toBe(1);
  });

  it('that delays brings the batch when it says', async () => {
    put('warm');
    await consume('', { batchSize: 1 });
    await batches('warm');
    host.faults.add({ service: 'lambda', resource: streamArn, kind: 'delay', delayMs: 700 });
    const startedMs = Date.now();
    put('late');
    await batches('warm', 'late');
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(690);
  });

  it('that duplicates a batch brings it again after its retries', async () => {
    host.faults.add({ service: 'lambda', resource: streamArn, kind: 'duplicate', times: 1 });
    put('a');
    await consume('if (calls === 1) throw new Error("once");');
    await batches('a', 'a', 'a');
  });
});

describe('a record', () => {
  it('that grew too old while it waited is discarded unseen', async () => {
    put('old');
    host.passSeconds(61);
    await consume('', {
      maximumRecordAgeSeconds: 60,
      onFailureDestination: { queueArn },
      batchSize: 1,
    });
    await vi.waitFor(() => expect(discarded()).toHaveLength(1), { timeout: 10_000 });
    expect(discarded()[0]).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
      KinesisBatchInfo: { batchSize: 1 },
    });
    expect(discarded()[0]).not.toHaveProperty('responseContext');
    expect(host.notes()).toEqual([]);
  });

  it('that grows too old while it is retried is discarded, and the rest goes on', async () => {
    put('bad');
    await consume('if (texts[0] === "bad") throw new Error("no");', {
      maximumRecordAgeSeconds: 60,
      onFailureDestination: { queueArn },
      batchSize: 1,
    });
    await vi.waitFor(() => expect(host.notes()).toContain('bad'), { timeout: 10_000 });
    host.passSeconds(61);
    await vi.waitFor(() => expect(discarded()).toHaveLength(1), { timeout: 10_000 });
    expect(discarded()[0]?.requestContext.condition).toBe('RecordAgeExceeded');
    host.passSeconds(-61);
    put('good');
    await vi.waitFor(() => expect(host.notes().at(-1)).toBe('good'), { timeout: 10_000 });
  });

  it('too large for any event is given up at once, and the bucket has all of it', async () => {
    const large = 'x'.repeat(5 * 1024 * 1024);
    put('before', large, 'after');
    await consume('', { onFailureDestination: { s3Bucket: 'b' }, maximumRetryAttempts: -1 });
    await batches('before', 'after');
    const [object = ''] = host.ports.objects.stored.values();
    const body = JSON.parse(object) as Record<string, unknown>;
    expect(body).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 0 },
      KinesisBatchInfo: { batchSize: 1, startSequenceNumber: records[1]?.sequenceNumber },
    });
    // A string, by which its reader may tell an event from what is told of it.
    const { Records } = JSON.parse(body['payload'] as string) as { Records: { kinesis: { data: string } }[] };
    expect(Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())).toEqual([large]);
  });
});

describe('a mapping', () => {
  it('waits while its function is throttled, which uses up no retry', async () => {
    const client = new LambdaClient({ ...clientOf(host.instance), maxAttempts: 1 });
    put('a');
    const settings = { maximumRetryAttempts: 0, onFailureDestination: { queueArn } };
    await consume('', settings, { reservedConcurrency: 0 });
    const metric = (wanted: string) => host.ports.metrics.data.filter(({ name }) => name === wanted);
    await vi.waitFor(() => expect(metric('Throttles').length).toBeGreaterThan(3), { timeout: 10_000 });
    const dimensions = { FunctionName: 'consumer' };
    expect(metric('IteratorAge')[0]).toMatchObject({ dimensions, unit: 'Milliseconds' });
    // It grows as long as the batch waits.
    expect(metric('IteratorAge').at(-1)?.value).toBeGreaterThan(metric('IteratorAge')[0]?.value ?? 0);
    await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'consumer' }));
    await batches('a');
    expect(discarded()).toEqual([]);
    client.destroy();
  });

  it('outlives its function, and goes on with one of the same name', async () => {
    const client = new LambdaClient({ ...clientOf(host.instance), maxAttempts: 1 });
    put('a');
    await consume();
    await batches('a');
    await client.send(new DeleteFunctionCommand({ FunctionName: 'consumer' }));
    put('b');
    await host.define('consumer', 'note("the second");');
    await batches('a', 'the second');
    client.destroy();
  });

  it.each([{ TumblingWindowInSeconds: 30 }, { FilterCriteria: { Filters: [{ Pattern: '{}' }] } }])(
    'is refused with what is not served: %j',
    async (settings) => {
      const client = new LambdaClient({ ...clientOf(host.instance), maxAttempts: 1 });
      await host.define('consumer', '');
      const refused = client.send(
        new CreateEventSourceMappingCommand({
          FunctionName: 'consumer',
          EventSourceArn: streamArn,
          StartingPosition: 'LATEST',
          ...settings,
        }),
      );
      await expect(refused).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        message: expect.stringContaining(`does not serve ${Object.keys(settings)[0]}`) as string,
      });
      client.destroy();
    },
  );

  it('that is made in process is refused for an unknown function and settings out of range', async () => {
    await host.define('consumer', '');
    const create = (config: Partial<EventSourceMappingConfig>) => () =>
      host.lambda.createEventSourceMapping({
        functionName: 'consumer',
        streamArn,
        startingPosition: 'LATEST',
        ...config,
      });
    expect(create({ functionName: 'nobody' })).toThrow(/Function does not exist/);
    expect(create({ batchSize: 10_001 })).toThrow(RangeError);
  });
});
