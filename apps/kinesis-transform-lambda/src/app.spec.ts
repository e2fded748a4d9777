import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { findDataset } from '@sluice/contracts';
import { createLogger, createMetrics } from '@sluice/logging';
import type { OutgoingMessage } from '@sluice/message-queue';
import { rowBatchSchema, type RowBatchContent } from '@sluice/message-schemas';
import { ObjectStoreUnavailableError, type ObjectLocation } from '@sluice/object-store';
import { createRecordCodec } from '@sluice/record-codec';
import { unpackRowBatch } from '@sluice/stream-transform';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { transformInvocation } from './app.js';
import type { Environment } from './environment.js';
import { traced } from './traced.js';

const captured = JSON.parse(
  readFileSync(new URL('../events/kinesis-records.json', import.meta.url), 'utf8'),
) as { Records: { eventID: string; kinesis: { sequenceNumber: string; data: string } }[] };

const sequence = (index: number) =>
  String(49590338271490256608559692538361571095921575989136588898n + BigInt(index));

/** The captured record once for each content, on one shard. */
function event(contents: readonly unknown[]) {
  const [template] = structuredClone(captured.Records);
  if (!template) throw new Error('the captured event is empty');
  return {
    Records: contents.map((content, index) => ({
      ...template,
      eventID: `shardId-000000000006:${sequence(index)}`,
      kinesis: {
        ...template.kinesis,
        sequenceNumber: sequence(index),
        data: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64'),
      },
    })),
  };
}

const rating = (number: number) => ({
  tconst: `tt${String(number).padStart(7, '0')}`,
  averageRating: 8.7,
  numVotes: number,
  ratedAt: '2026-03-14T09:26:53Z',
});
const good = (number: number) => ({ dataset: 'title-ratings', data: rating(number) });
/** Hashes hardly compress, so that few of them fill a message. */
const large = (number: number, hashes: number) => ({
  dataset: 'title-ratings',
  data: {
    tconst: Array.from({ length: hashes }, (_, index) =>
      createHash('sha256').update(`${number}/${index}`).digest('base64'),
    ).join(''),
  },
});

let sent: OutgoingMessage[];
let objects: Map<string, Uint8Array>;
let lines: string[];
let taken: (body: string) => boolean;
let storing: () => void;
beforeEach(() => {
  sent = [];
  objects = new Map();
  lines = [];
  taken = () => true;
  storing = () => undefined;
});

const environment = (overrides: Partial<Environment['config']> = {}): Environment => ({
  config: {
    ROWS_QUEUE_URL: 'http://127.0.0.1/000000000000/rows',
    STAGING_BUCKET: 'staging',
    MAX_CONTENT_BYTES: 245_760,
    METRICS_NAMESPACE: 'Sluice',
    LOG_LEVEL: 'info',
    ...overrides,
  },
  logger: createLogger({
    service: 'kinesis-transform',
    destination: { write: (line) => void lines.push(line) },
  }),
  metrics: createMetrics({
    namespace: 'Sluice',
    service: 'kinesis-transform',
    write: (line) => void lines.push(line),
  }),
  queue: {
    // As the adapter does: stops at the first that is not taken.
    sendAll: async (_, messages, { signal }) => {
      const found = messages.findIndex(({ body }) => signal?.aborted || !taken(body));
      const stop = found < 0 ? messages.length : found;
      sent.push(...messages.slice(0, stop));
      const failed = messages.map((_message, index) => ({
        index,
        code: 'RequestThrottled',
        senderFault: false,
      }));
      return { failed: failed.slice(stop) };
    },
  },
  objects: {
    upload: async (location: ObjectLocation, { body }) => {
      storing();
      objects.set(`${location.bucket}/${location.key}`, body);
    },
  },
  findDataset,
  codec: createRecordCodec(),
});

const transform = (input: unknown, config: Partial<Environment['config']> = {}, remaining = 60_000) =>
  transformInvocation(input, { getRemainingTimeInMillis: () => remaining }, environment(config));

const messages = () => sent.map(({ body }) => rowBatchSchema.parse(JSON.parse(body)));
const contents = (): RowBatchContent[] =>
  messages().map(({ content }) => {
    const bytes =
      content.kind === 'inline'
        ? Buffer.from(content.data, 'base64')
        : (objects.get(`${content.bucket}/${content.key}`) ?? Buffer.alloc(0));
    return unpackRowBatch(bytes, gunzipSync) ?? { rows: [], rejects: [] };
  });
const recordCount = () =>
  contents().reduce((total, { rows, rejects }) => total + rows.length + rejects.length, 0);
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

it('sends its trace id along, and says it in every line', async () => {
  const context = { getRemainingTimeInMillis: () => 60_000 };
  await transformInvocation(event([good(1)]), context, traced(environment(), '1-5759e988-c'));
  expect(sent.map(({ attributes }) => attributes)).toEqual([
    { 'sluice-dataset': 'title-ratings', 'sluice-trace-id': '1-5759e988-c' },
  ]);
  expect(logged().filter(({ msg }) => msg)).toMatchObject([{ msg: 'sent', traceId: '1-5759e988-c' }]);
});

describe('transformInvocation', () => {
  it('turns a captured event into one message', async () => {
    expect(await transform(captured)).toEqual({ batchItemFailures: [] });
    expect(messages()).toMatchObject([
      { dataset: 'title-ratings', contractVersion: 1, stream: 'sluice-dev-records', rows: 2, rejects: 0 },
    ]);
    expect(contents()[0]?.rows).toEqual([
      {
        recordId:
          'sluice-dev-records/shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
        arrivedAt: 1773480413589,
        values: ['tt0111161', '9.3', 2900000, '2026-03-14T09:26:53.000000Z'],
      },
      {
        recordId:
          'sluice-dev-records/shardId-000000000006:49590338271490256608559692540925702759324208523137515618',
        arrivedAt: 1773480413701,
        values: ['tt0068646', '9.2', 2000000, '2026-03-14T09:26:53.000000Z'],
      },
    ]);
  });

  it('sends bad records as rejects and lets the shard move on', async () => {
    expect(await transform(event(['{', good(1), { dataset: 'nope', data: {} }]))).toEqual({
      batchItemFailures: [],
    });
    expect(
      messages()
        .map(({ dataset, rows, rejects }) => [dataset, rows, rejects])
        .sort(),
    ).toEqual([
      ['title-ratings', 1, 0],
      ['unrouted', 0, 2],
    ]);
    const [reject] = contents().flatMap(({ rejects }) => rejects);
    expect(reject?.raw).toBe(Buffer.from('{').toString('base64'));
  });

  it('takes plain records on a stream that is bound to their dataset', async () => {
    await transform(event([rating(1)]), { STREAM_DATASET: 'title-ratings' });
    expect(messages()).toMatchObject([{ dataset: 'title-ratings', rows: 1 }]);
  });

  it('leaves what fits no message to a claim check, named by its content', async () => {
    const config = { MAX_CONTENT_BYTES: 10_000 };
    const input = event([good(1), large(1, 600), good(2)]);
    expect(await transform(input, config)).toEqual({ batchItemFailures: [] });
    expect(messages().map(({ content }) => content.kind)).toEqual(['inline', 'claim', 'inline']);
    const [[key, bytes] = ['', Buffer.alloc(0)], ...others] = objects;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(others).toEqual([]);
    expect(key).toBe(`staging/claims/title-ratings/${sha256}.json.gz`);
    expect(messages()[1]?.content).toMatchObject({ kind: 'claim', bucket: 'staging', sha256 });
    await transform(input, config);
    expect(objects.size).toBe(1);
  });

  it('reports the lowest record that was not sent, once', async () => {
    const input = event(Array.from({ length: 60 }, (_, index) => large(index, 20)));
    let budget = 2;
    taken = () => budget-- > 0;
    const { batchItemFailures } = await transform(input, { MAX_CONTENT_BYTES: 10_000 });
    const sentRecords = recordCount();
    expect(sentRecords).toBeGreaterThan(0);
    expect(sentRecords).toBeLessThan(60);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequence(sentRecords) }]);
    expect(logged().find(({ msg }) => msg === 'not all sent')).toMatchObject({ code: 'RequestThrottled' });
    // What Lambda hands over again is exactly the rest.
    taken = () => true;
    const rest = { Records: input.Records.slice(sentRecords) };
    expect(await transform(rest, { MAX_CONTENT_BYTES: 10_000 })).toEqual({ batchItemFailures: [] });
    expect(recordCount()).toBe(60);
  });

  it('reports from the first record when nothing was sent', async () => {
    taken = () => false;
    expect(await transform(event([good(1), '{', good(2)]))).toEqual({
      batchItemFailures: [{ itemIdentifier: sequence(0) }],
    });
  });

  it('reports the lowest of several datasets', async () => {
    // The rejects' batch begins at record 1 and is refused; the rows' batch begins at record 0 and is sent.
    taken = (body) => !body.includes('"dataset":"unrouted"');
    expect(await transform(event([good(1), '{', good(2)]))).toEqual({
      batchItemFailures: [{ itemIdentifier: sequence(1) }],
    });
    expect(messages()).toMatchObject([{ dataset: 'title-ratings', rows: 2 }]);
  });

  it('does not send a claim that was not stored, nor what follows it', async () => {
    storing = () => {
      throw new ObjectStoreUnavailableError('PutObject', { bucket: 'staging', key: 'k' }, 'SlowDown', {
        cause: undefined,
      });
    };
    const input = event([good(1), large(1, 600), good(2)]);
    expect(await transform(input, { MAX_CONTENT_BYTES: 10_000 })).toEqual({
      batchItemFailures: [{ itemIdentifier: sequence(1) }],
    });
    expect(recordCount()).toBe(1);
  });

  it('does not hide a fault of its own', async () => {
    storing = () => {
      throw new TypeError('broken');
    };
    await expect(transform(event([large(1, 600)]), { MAX_CONTENT_BYTES: 10_000 })).rejects.toThrow(TypeError);
  });

  it('carries a record of 5 MiB by claim check', async () => {
    // 57,000 hashes of 88 characters.
    expect(await transform(event([good(1), large(1, 57_000)]))).toEqual({ batchItemFailures: [] });
    expect(
      messages()
        .map(({ content }) => content.kind)
        .sort(),
    ).toEqual(['claim', 'inline']);
    expect(recordCount()).toBe(2);
    const [line] = logged().filter(({ msg }) => msg);
    expect(line).toMatchObject({ datasets: { 'title-ratings': { rows: 1, rejects: 1, claims: 1 } } });
  });

  it('lets the shard move on when all 10,000 records are bad', async () => {
    const bad = Array.from({ length: 10_000 }, (_, index) => `{"dataset":"title-ratings","data":${index}`);
    expect(await transform(event(bad))).toEqual({ batchItemFailures: [] });
    expect(recordCount()).toBe(10_000);
    expect(logged().filter(({ Reason }) => Reason)).toMatchObject([
      { Dataset: 'unrouted', Reason: 'malformed_record', Rejects: 10_000 },
    ]);
  });

  it('counts what it sent by dataset, and rejects by reason', async () => {
    await transform(event([good(1), good(2), '{', { dataset: 'x', data: {} }, { dataset: 'y', data: {} }]));
    expect(
      logged()
        .filter(({ _aws }) => _aws)
        .map(({ _aws, Service: _service, ...metrics }) => metrics)
        .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    ).toEqual([
      { Dataset: 'title-ratings', RowsSent: 2, RejectsSent: 0, BatchesSent: 1, ClaimsSent: 0 },
      { Dataset: 'unrouted', Reason: 'malformed_record', Rejects: 1 },
      { Dataset: 'unrouted', Reason: 'unknown_dataset', Rejects: 2 },
      { Dataset: 'unrouted', RowsSent: 0, RejectsSent: 3, BatchesSent: 1, ClaimsSent: 0 },
    ]);
    expect(logged().filter(({ msg }) => msg)).toMatchObject([
      { msg: 'sent', stream: 'sluice-dev-records', shardId: 'shardId-000000000006', records: 5 },
    ]);
  });

  it('counts what it did not send', async () => {
    taken = () => false;
    await transform(event([good(1), good(2)]));
    expect(logged().find(({ RecordsUnsent }) => RecordsUnsent)).toMatchObject({ RecordsUnsent: 2 });
    expect(logged().find(({ msg }) => msg)).toMatchObject({
      level: 'error',
      msg: 'not all sent',
      unsent: 2,
      code: 'RequestThrottled',
    });
  });

  it.each<[string, unknown]>([
    ['no event', {}],
    ['no records', { Records: [] }],
    ['another source', { Records: [{ ...captured.Records[0], eventSource: 'aws:sqs' }] }],
  ])('fails on %s', async (_, input) => {
    await expect(transform(input)).rejects.toThrow();
    expect(sent).toEqual([]);
  });
});

describe('the function’s time', () => {
  const everything = { batchItemFailures: [{ itemIdentifier: sequence(0) }] };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is up: everything is reported', async () => {
    expect(await transform(event([good(1), good(2)]), {}, 1_000)).toEqual(everything);
    expect(sent).toEqual([]);
  });

  it('ends what is under way, with time to say so', async () => {
    let asked = 0;
    const queue: Environment['queue'] = {
      sendAll: (_, all, { signal }) =>
        new Promise((resolve) => {
          asked++;
          const failed = all.map((_message, index) => ({ index, code: 'AbortError', senderFault: false }));
          signal?.addEventListener('abort', () => resolve({ failed }));
        }),
    };
    const context = { getRemainingTimeInMillis: () => 120_000 };
    const response = transformInvocation(event([good(1)]), context, { ...environment(), queue });
    await vi.waitUntil(() => asked === 1);
    await vi.advanceTimersByTimeAsync(118_000);
    expect(await response).toEqual(everything);
    expect(logged().find(({ msg }) => msg)).toMatchObject({ msg: 'not all sent', code: 'AbortError' });
  });

  it('is kept to when a call neither answers nor ends', async () => {
    let asked = 0;
    const queue: Environment['queue'] = {
      sendAll: () => (asked++, new Promise(() => undefined)),
    };
    const context = { getRemainingTimeInMillis: () => 120_000 };
    const response = transformInvocation(event([good(1)]), context, { ...environment(), queue });
    await vi.waitUntil(() => asked === 1);
    await vi.advanceTimersByTimeAsync(119_000);
    expect(await response).toEqual(everything);
    expect(logged().find(({ msg }) => msg)).toMatchObject({ msg: 'not all sent', code: 'Timeout' });
  });

  it('is left for sending what was judged', async () => {
    let judged = 0;
    const counting: Environment = {
      ...environment(),
      findDataset: (name) => (judged++, findDataset(name)),
    };
    // Judging takes a second a record.
    const context = { getRemainingTimeInMillis: () => 30_000 - judged * 1_000 };
    const input = event(Array.from({ length: 60 }, (_, index) => good(index)));
    const { batchItemFailures } = await transformInvocation(input, context, counting);
    // 28 seconds are not the reserve; a quarter of them is for sending.
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequence(22) }]);
    expect(recordCount()).toBe(22);
  });

  it('leaves no timer behind', async () => {
    await transform(captured);
    expect(vi.getTimerCount()).toBe(0);
  });
});
