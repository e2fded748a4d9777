import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { findDataset } from '@sluice/contracts';
import { createLogger, createMetrics } from '@sluice/logging';
import type { OutgoingMessage } from '@sluice/message-queue';
import { rowBatchSchema, type RowBatchContent } from '@sluice/message-schemas';
import { ObjectStoreUnavailableError, type ObjectLocation } from '@sluice/object-store';
import { unpackRowBatch } from '@sluice/stream-transform';
import { beforeEach, describe, expect, it } from 'vitest';
import { transformInvocation } from './app.js';
import { createCodec, type Environment } from './environment.js';

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
    sendAll: async (_, messages, { signal } = {}) => {
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
    upload: async (location: ObjectLocation, source) => {
      storing();
      objects.set(`${location.bucket}/${location.key}`, Buffer.from('body' in source ? source.body : ''));
      return { etag: 'e' };
    },
  },
  findDataset,
  codec: createCodec(),
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
    expect(messages().map(({ dataset, rows, rejects }) => [dataset, rows, rejects])).toEqual([
      ['unrouted', 0, 2],
      ['title-ratings', 1, 0],
    ]);
    expect(contents()[0]?.rejects[0]?.raw).toBe(Buffer.from('{').toString('base64'));
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

  it('reports everything when the time is up', async () => {
    const input = event([good(1), good(2)]);
    expect(await transform(input, {}, 1_000)).toEqual({
      batchItemFailures: [{ itemIdentifier: sequence(0) }],
    });
    expect(sent).toEqual([]);
  });

  it('stops before its deadline and reports the rest', async () => {
    const slow = environment();
    const queue: Environment['queue'] = {
      sendAll: (_, all, { signal } = {}) =>
        new Promise((resolve) => {
          const failed = all.map((_message, index) => ({ index, code: 'AbortError', senderFault: false }));
          signal?.addEventListener('abort', () => resolve({ failed }));
          // The signal's own timer does not keep the process alive.
          const alive = setInterval(() => signal?.aborted && clearInterval(alive), 10);
        }),
    };
    const context = { getRemainingTimeInMillis: () => 2_050 };
    const response = await transformInvocation(event([good(1)]), context, { ...slow, queue });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequence(0) }] });
  });

  it('counts what it sent by dataset', async () => {
    await transform(event([good(1), good(2), '{']));
    expect(logged().filter(({ _aws }) => _aws)).toMatchObject([
      { Dataset: 'title-ratings', RowsSent: 2, RejectsSent: 0, BatchesSent: 1 },
      { Dataset: 'unrouted', RowsSent: 0, RejectsSent: 1, BatchesSent: 1 },
    ]);
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
