import { createServer, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Clock } from './clock.js';
import {
  describeShards,
  describeStream,
  readStream,
  StreamMissingError,
  StreamUnavailableError,
  type StreamPage,
} from './index.js';
import { readStreamBy } from './read-stream.js';

type Answer = { readonly status?: number; readonly dateMs?: number; readonly body: object };

let calls: { readonly operation: string; readonly input: Record<string, unknown> }[];
let answer: (operation: string, input: Record<string, unknown>) => Answer;
let client: KinesisClient;
let stopServer: () => Promise<void>;

beforeEach(async () => {
  calls = [];
  const sessions = new Set<{ destroy(): void }>();
  // The client speaks HTTP/2, as to Kinesis itself.
  const server = createServer((request, response: Http2ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const input = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      calls.push({ operation, input });
      const { status = 200, dateMs = Date.now(), body } = answer(operation, input);
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        date: new Date(dateMs).toUTCString(),
      });
      response.end(JSON.stringify(body));
    });
  });
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new KinesisClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  stopServer = async () => {
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
});
afterEach(async () => {
  client.destroy();
  await stopServer();
});

const range = { StartingSequenceNumber: '10' };
const hashKeys = { HashKeyRange: { StartingHashKey: '0', EndingHashKey: '1' } };

it('describes every shard', async () => {
  answer = (_, { NextToken }) => ({
    body:
      NextToken === undefined
        ? {
            Shards: [
              { ShardId: 'a', ...hashKeys, SequenceNumberRange: { ...range, EndingSequenceNumber: '20' } },
              { ShardId: 'b', ...hashKeys, SequenceNumberRange: range, ParentShardId: 'old' },
            ],
            NextToken: 'more',
          }
        : {
            Shards: [
              {
                ShardId: 'c',
                ...hashKeys,
                SequenceNumberRange: range,
                ParentShardId: 'a',
                AdjacentParentShardId: 'b',
              },
            ],
          },
  });
  const startingSequenceNumber = '10';
  expect(await describeShards(client, 'events')).toEqual([
    { shardId: 'a', parentShardIds: [], open: false, startingSequenceNumber, endingSequenceNumber: '20' },
    { shardId: 'b', parentShardIds: ['old'], open: true, startingSequenceNumber },
    { shardId: 'c', parentShardIds: ['a', 'b'], open: true, startingSequenceNumber },
  ]);
  expect(calls.map(({ input }) => input)).toEqual([{ StreamName: 'events' }, { NextToken: 'more' }]);
});

it('tells the retention, and when the stream was made', async () => {
  const StreamCreationTimestamp = 1_760_000_000;
  answer = () => ({
    body: { StreamDescriptionSummary: { RetentionPeriodHours: 168, StreamCreationTimestamp } },
  });
  expect(await describeStream(client, 'events')).toEqual({
    createdAt: new Date(1_760_000_000_000),
    retentionHours: 168,
  });
});

it('tells a missing stream from one that cannot be described', async () => {
  const refuse = (name: string) => () => ({ status: 400, body: { __type: name, message: 'no' } });
  for (const describe of [describeShards, describeStream]) {
    answer = refuse('ResourceNotFoundException');
    await expect(describe(client, 'events')).rejects.toThrow(StreamMissingError);
    answer = refuse('AccessDeniedException');
    const error = await describe(client, 'events').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StreamUnavailableError);
    expect(error).toMatchObject({ code: 'AccessDeniedException' });
  }
});

it('tells that nobody answers', async () => {
  await stopServer();
  const error = await describeShards(client, 'events').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'StreamUnavailableError', code: 'ECONNREFUSED' });
});

const from = new Date('2026-03-14T09:00:00Z');
const to = new Date('2026-03-14T10:00:00Z');
const shards = { Shards: [{ ShardId: 'a', ...hashKeys, SequenceNumberRange: range }] };

it('reads records as Kinesis writes them', async () => {
  const record = {
    SequenceNumber: '11',
    ApproximateArrivalTimestamp: from.getTime() / 1000 + 0.125,
    Data: Buffer.from('{"a":1}').toString('base64'),
    PartitionKey: 'p',
  };
  answer = (operation) => {
    if (operation === 'ListShards') return { body: shards };
    if (operation === 'GetShardIterator') return { body: { ShardIterator: 'i' } };
    return { body: { Records: [record], MillisBehindLatest: 0 } };
  };
  const pages: StreamPage[] = [];
  await readStream(client, 'events', { from, to }, async (page) => void pages.push(page));
  expect(pages).toEqual([
    {
      shardId: 'a',
      records: [
        {
          shardId: 'a',
          sequenceNumber: '11',
          arrivedAtMs: from.getTime() + 125,
          data: expect.any(Uint8Array),
        },
      ],
      millisBehindLatest: 0,
      position: { shardId: 'a', sequenceNumber: '11', done: true },
    },
  ]);
  expect(Buffer.from(pages[0]?.records[0]?.data ?? []).toString()).toBe('{"a":1}');
  expect(calls.map(({ operation, input }) => [operation, input])).toEqual([
    ['ListShards', { StreamName: 'events' }],
    [
      'GetShardIterator',
      {
        StreamName: 'events',
        ShardId: 'a',
        ShardIteratorType: 'AT_TIMESTAMP',
        Timestamp: from.getTime() / 1000 - 60,
      },
    ],
    ['GetRecords', { ShardIterator: 'i', Limit: 10 }],
    // The shard ended, and no child of it was named.
    ['ListShards', { StreamName: 'events' }],
  ]);
});

it('ends by the clock of Kinesis, not by its own', async () => {
  // The reader's clock says that `to` is long past; Kinesis's says that it is not yet.
  const clock: Clock = { now: () => to.getTime() + 600_000, wait: async () => undefined, random: () => 0 };
  const tips = [-60_000, 0, 5_000, 6_000].map((milliseconds) => to.getTime() + milliseconds);
  answer = (operation) => {
    if (operation === 'ListShards') return { body: shards };
    if (operation === 'GetShardIterator') return { body: { ShardIterator: 'i' } };
    const dateMs = tips.shift() ?? Infinity;
    return { dateMs, body: { Records: [], MillisBehindLatest: 0, NextShardIterator: 'i' } };
  };
  await readStreamBy(clock, client, 'events', { from, to }, async () => undefined);
  expect(tips).toEqual([]);
  expect(calls.filter(({ operation }) => operation === 'GetRecords')).toHaveLength(4);
});
