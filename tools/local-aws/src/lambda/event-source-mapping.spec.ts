import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsRequest } from '../kernel/service.js';
import { createKinesis } from '../kinesis/kinesis.js';
import type { EventSourceMappingConfig } from './event-source-mapping-config.js';
import {
  collectingPorts,
  runtimeDirectory,
  testInstance,
  type Collected,
  type TestInstance,
} from '../processes/process-host.testing.js';
import { createLambda, type LambdaHost } from './lambda.js';

const streamArn = 'arn:aws:kinesis:eu-west-1:000000000000:stream/s';

let instance: TestInstance;
let ports: Collected;
let kinesis: ReturnType<typeof createKinesis>;
let lambda: LambdaHost;

beforeEach(async () => {
  instance = await testInstance();
  ports = collectingPorts();
  kinesis = instance.serve(createKinesis(instance));
  lambda = instance.serve(createLambda(instance, { streams: kinesis, ...ports }, { runtimeDirectory }));
});

afterEach(() => instance.close());

async function call(operation: string, input: object): Promise<Record<string, unknown>> {
  const request = { operation, readBody: async () => Buffer.from(JSON.stringify(input)) } as AwsRequest;
  const { body } = await kinesis.handle(request);
  return JSON.parse(String(body)) as Record<string, unknown>;
}

async function createStream(ShardCount: number): Promise<void> {
  await call('CreateStream', { StreamName: 's', ShardCount });
  await vi.waitFor(() => expect(kinesis.shards(streamArn)).toHaveLength(ShardCount));
}

const entry = (text: string, PartitionKey = 'k') => ({
  PartitionKey,
  Data: Buffer.from(text).toString('base64'),
});

const put = (...Records: object[]) => call('PutRecords', { StreamName: 's', Records });

interface Delivery {
  readonly shard: string;
  readonly texts: readonly string[];
}

/**
 * Every handler writes down what it was given before `body` decides. In it: `texts`, `records`, `fail(text)` for
 * the answer that names that record.
 */
async function consume(
  body: string,
  mapping: Partial<EventSourceMappingConfig> = {},
): Promise<{ uuid: string }> {
  const bundlePath = await instance.bundle(
    'consumer.cjs',
    `const { appendFileSync } = require('node:fs');
     exports.handler = async ({ Records: records }) => {
       const texts = records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString('utf8'));
       appendFileSync(process.env.SEEN, JSON.stringify({ shard: records[0].eventID.split(':')[0], texts, first: records[0] }) + '\\n');
       const fail = (...names) => ({ batchItemFailures: names.map((name) => ({ itemIdentifier: records[texts.indexOf(name)].kinesis.sequenceNumber })) });
       ${body}
     };`,
  );
  lambda.createFunction({
    name: 'consumer',
    bundlePath,
    environment: { SEEN: join(instance.dataDirectory, 'seen.ndjson') },
    timeoutSeconds: 10,
    memoryMegabytes: 128,
  });
  return lambda.createEventSourceMapping({
    functionName: 'consumer',
    streamArn,
    startingPosition: 'TRIM_HORIZON',
    functionResponseTypes: ['ReportBatchItemFailures'],
    ...mapping,
  });
}

function deliveries(): readonly (Delivery & { first: unknown })[] {
  try {
    const lines = readFileSync(join(instance.dataDirectory, 'seen.ndjson'), 'utf8')
      .split('\n')
      .filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Delivery & { first: unknown });
  } catch {
    return [];
  }
}

const seen = () => deliveries().map(({ texts }) => texts.join(' '));

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe('a batch', () => {
  it('has the shape of AWS’s event', async () => {
    await createStream(1);
    await consume('');
    await put(entry('a', 'key'));
    await eventually(() => expect(deliveries()).toHaveLength(1));
    const number = kinesis.read(streamArn, 'shardId-000000000000', undefined, 1)[0];
    expect(deliveries()[0]?.first).toEqual({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'key',
        sequenceNumber: number?.sequenceNumber,
        data: 'YQ==',
        approximateArrivalTimestamp: (number?.approximateArrivalMs ?? 0) / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${number?.sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/consumer',
      awsRegion: 'eu-west-1',
      eventSourceARN: streamArn,
    });
  });

  it('gathers for its window, and no longer than until it is full', async () => {
    await createStream(1);
    await consume('', { batchSize: 4, maximumBatchingWindowSeconds: 2 });
    await put(entry('1'));
    await put(entry('2'));
    await put(entry('3'), entry('4'), entry('5'));
    const startedMs = Date.now();
    await eventually(() => expect(seen()[0]).toBe('1 2 3 4'));
    expect(Date.now() - startedMs).toBeLessThan(1_900);
    await eventually(() => expect(seen()).toEqual(['1 2 3 4', '5']));
    expect(Date.now() - startedMs).toBeGreaterThan(1_900);
  });

  it('keeps the order of its shard, and shards do not wait for each other', async () => {
    await createStream(4);
    await consume('if (texts.includes("held")) await new Promise((done) => setTimeout(done, 2000));', {
      batchSize: 25,
    });
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    await put(
      entry('held', 'a'),
      ...Array.from({ length: 300 }, (_, i) => entry(`${i}`, keys[i % keys.length])),
    );
    await eventually(() => expect(deliveries().flatMap(({ texts }) => texts)).toHaveLength(301));
    const byShard = groupByShard();
    expect(byShard.size).toBeGreaterThan(1);
    for (const batches of byShard.values()) {
      const numbers = batches.flatMap(({ texts }) => texts.filter((text) => text !== 'held').map(Number));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    const holding = deliveries().find(({ texts }) => texts.includes('held'))?.shard;
    expect(deliveries().at(-1)?.shard).toBe(holding);
  });

  it('of one shard runs beside others when the factor says so, each key in order', async () => {
    await createStream(1);
    await consume('await new Promise((done) => setTimeout(done, 30));', {
      parallelizationFactor: 4,
      batchSize: 10,
    });
    const keys = Array.from({ length: 12 }, (_, i) => `key-${i}`);
    await put(...Array.from({ length: 240 }, (_, i) => entry(`${keys[i % 12]}:${i}`, keys[i % 12])));
    await eventually(() => expect(deliveries().flatMap(({ texts }) => texts)).toHaveLength(240));
    for (const key of keys) {
      const numbers = deliveries()
        .flatMap(({ texts }) => texts)
        .filter((text) => text.startsWith(`${key}:`))
        .map((text) => Number(text.split(':')[1]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(lambda.functions()[0]?.environments.length).toBeGreaterThan(1);
  });
});

function groupByShard(): Map<string, Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const delivery of deliveries()) {
    groups.set(delivery.shard, [...(groups.get(delivery.shard) ?? []), delivery]);
  }
  return groups;
}

describe('a failure', () => {
  it('named by the handler brings back everything from it on', async () => {
    await createStream(1);
    await consume(
      `const file = process.env.SEEN + '.failed';
       const { existsSync, writeFileSync } = require('node:fs');
       if (!existsSync(file)) { writeFileSync(file, ''); return fail('d', 'c'); }`,
    );
    await put(...['a', 'b', 'c', 'd', 'e'].map((text) => entry(text)));
    await put(entry('f'));
    await eventually(() => expect(seen().at(-1)).toContain('f'));
    expect(seen().slice(0, 2)).toEqual(['a b c d e', 'c d e']);
  });

  it('with an unknown identifier, or an exception, brings back the whole batch', async () => {
    await createStream(1);
    await consume(
      `const { readFileSync } = require('node:fs');
       const calls = readFileSync(process.env.SEEN, 'utf8').split('\\n').length - 1;
       if (calls === 1) return { batchItemFailures: [{ itemIdentifier: 'nonsense' }] };
       if (calls === 2) throw new Error('no');`,
    );
    await put(entry('a'), entry('b'));
    await put(entry('c'));
    await eventually(() => expect(seen().at(-1)).toContain('c'));
    expect(seen().slice(0, 3)).toEqual(['a b', 'a b', 'a b']);
  });

  it('that stays is isolated by bisecting and ends in the bucket, with its records', async () => {
    await createStream(1);
    const { uuid } = await consume('if (texts.includes("poison")) throw new Error("inedible");', {
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 1,
      onFailureDestination: { s3Bucket: 'failures' },
    });
    await put(...['a', 'b', 'c', 'poison', 'd', 'e', 'f', 'g'].map((text) => entry(text)));
    await put(entry('after'));
    await eventually(() => expect(ports.objects.stored.size).toBe(1));
    await eventually(() => expect(seen().at(-1)).toContain('after'));
    expect(seen().slice(0, 4)).toEqual(['a b c poison d e f g', 'a b c poison', 'a b', 'c poison']);
    const succeeded = seen().filter((texts) => !texts.includes('poison'));
    expect(succeeded.join(' ')).toBe('a b c d e f g after');
    const [[key = '', body = ''] = []] = ports.objects.stored;
    expect(key).toMatch(
      new RegExp(
        `^failures/aws/lambda/${uuid}/shardId-000000000000/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d-`,
      ),
    );
    const record = JSON.parse(body) as { payload: string; KinesisBatchInfo: { startSequenceNumber: string } };
    expect(record).toMatchObject({
      requestContext: {
        condition: 'RetryAttemptsExhausted',
        functionArn: expect.stringMatching(/:consumer$/) as string,
      },
      responseContext: { functionError: 'Unhandled' },
      version: '1.0',
      KinesisBatchInfo: { shardId: 'shardId-000000000000', batchSize: 1, streamArn },
    });
    const event = JSON.parse(record.payload) as {
      Records: { kinesis: { data: string; sequenceNumber: string } }[];
    };
    expect(event.Records.map(({ kinesis: { data } }) => Buffer.from(data, 'base64').toString())).toEqual([
      'poison',
    ]);
    expect(event.Records[0]?.kinesis.sequenceNumber).toBe(record.KinesisBatchInfo.startSequenceNumber);
  });

  it('without bisecting takes the rest of its batch along; a queue gets only the place', async () => {
    await createStream(1);
    await consume('if (texts.includes("bad")) return fail("bad");', {
      maximumRetryAttempts: 2,
      onFailureDestination: { queueArn: 'arn:aws:sqs:eu-west-1:000000000000:q' },
    });
    await put(entry('a'), entry('bad'), entry('b'));
    await put(entry('c'));
    await eventually(() => expect(seen().at(-1)).toContain('c'));
    expect(seen().slice(0, 3)).toEqual(['a bad b', 'bad b', 'bad b']);
    const record = JSON.parse(ports.queues.sent[0]?.body ?? '') as object;
    expect(record).toMatchObject({
      requestContext: { approximateInvokeCount: 3 },
      KinesisBatchInfo: { batchSize: 2 },
    });
    expect(record).not.toHaveProperty('payload');
  });

  it('to come in time discards a record unseen', async () => {
    await createStream(1);
    await put(entry('old'));
    const oldMs = Date.now();
    await eventually(() => expect(Date.now() - oldMs).toBeGreaterThan(1_100));
    await put(entry('new'));
    await consume('', {
      maximumRecordAgeSeconds: 1,
      onFailureDestination: { queueArn: 'arn:aws:sqs:eu-west-1:000000000000:q' },
    });
    await eventually(() => expect(seen()).toEqual(['new']));
    expect(JSON.parse(ports.queues.sent[0]?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
      KinesisBatchInfo: { batchSize: 1 },
    });
  });
});

describe('a mapping', () => {
  it('begins where it is told to', async () => {
    await createStream(1);
    await put(entry('a'));
    const betweenMs = Date.now() + 5;
    await eventually(() => expect(Date.now()).toBeGreaterThan(betweenMs));
    await put(entry('b'));
    await consume('', { startingPosition: { timestampMs: betweenMs } });
    await eventually(() => expect(seen()).toEqual(['b']));
    lambda.createEventSourceMapping({ functionName: 'consumer', streamArn, startingPosition: 'LATEST' });
    await put(entry('c'));
    await eventually(() => expect(seen()).toEqual(['b', 'c', 'c']));
  });

  it('reads the children of a split shard after it', async () => {
    await createStream(1);
    await put(...Array.from({ length: 20 }, (_, i) => entry(`parent-${i}`)));
    await call('SplitShard', {
      StreamName: 's',
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: String(2n ** 127n),
    });
    await put(
      { ...entry('low'), ExplicitHashKey: '0' },
      { ...entry('high'), ExplicitHashKey: String(2n ** 127n) },
    );
    await consume('await new Promise((done) => setTimeout(done, 20));', { batchSize: 2 });
    await eventually(() => expect(deliveries().flatMap(({ texts }) => texts)).toHaveLength(22));
    const texts = deliveries().flatMap((delivery) => delivery.texts);
    expect(texts.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => `parent-${i}`));
    expect(texts.slice(20).sort()).toEqual(['high', 'low']);
  });

  it('is refused for an unknown function, an unknown stream and settings out of range', async () => {
    await createStream(1);
    await consume('');
    const create = (config: Partial<EventSourceMappingConfig>) => () =>
      lambda.createEventSourceMapping({
        functionName: 'consumer',
        streamArn,
        startingPosition: 'LATEST',
        ...config,
      });
    expect(create({ functionName: 'nobody' })).toThrow(/Function not found/);
    expect(create({ streamArn: `${streamArn}-else` })).toThrow(/not found/);
    expect(create({ batchSize: 10_001 })).toThrow(RangeError);
  });
});
