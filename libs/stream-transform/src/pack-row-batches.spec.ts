import { gunzipSync, gzipSync } from 'node:zlib';
import { rowBatchSchema } from '@sluice/message-schemas';
import { describe, expect, it } from 'vitest';
import { packRowBatches, transformRecords, unpackRowBatch, type PackedBatch } from './index.js';
import {
  contentOf,
  packOptions,
  rating,
  records,
  seededRandom,
  transformOptions,
} from './node-codec.testing.js';

const random = seededRandom(1);
/** Base 64 of random bytes: text that hardly compresses. */
const noise = (length: number) =>
  Buffer.from(Array.from({ length: Math.ceil((length * 3) / 4) }, () => Math.floor(random() * 256)))
    .toString('base64')
    .slice(0, length);

const good = (number: number) => ({ dataset: 'title-ratings', data: rating(number) });
const bad = (length: number) => ({ dataset: 'title-ratings', data: { tconst: noise(length) } });

const packed = (contents: readonly unknown[], maxContentBytes: number) =>
  packRowBatches(transformRecords(records(...contents), transformOptions), {
    ...packOptions,
    maxContentBytes,
  });

const idsOf = (batches: readonly PackedBatch[]) =>
  batches.flatMap((batch) => {
    const { rows, rejects } = contentOf(batch);
    return [...rows, ...rejects].map(({ recordId }) => recordId);
  });

describe('packRowBatches', () => {
  it('packs nothing into nothing', () => {
    expect(packed([], 10_000)).toEqual([]);
  });

  it('makes one message of what fits one', () => {
    const [batch, ...others] = packed([good(1), bad(20), good(2)], 245_760);
    expect(others).toEqual([]);
    expect(rowBatchSchema.parse(batch?.message)).toMatchObject({
      dataset: 'title-ratings',
      contractVersion: 1,
      stream: 'ratings',
      rows: 2,
      rejects: 1,
    });
    expect(batch).toMatchObject({
      kind: 'inline',
      firstPosition: 0,
      ranges: [
        {
          shardId: 'shardId-000000000000',
          firstSequence: '4960000000000000000000',
          lastSequence: '4960000000000000000002',
        },
      ],
    });
    expect(batch && contentOf(batch).rows.map(({ values }) => values[2])).toEqual([1, 2]);
  });

  it('sends a batch of rejects alone', () => {
    const [batch] = packed([bad(10)], 245_760);
    expect(batch?.message).toMatchObject({ rows: 0, rejects: 1 });
  });

  it.each([2_000, 10_000, 60_000])(
    'keeps every body within %i bytes and nearly fills it',
    (maxContentBytes) => {
      const contents = Array.from({ length: 3_000 }, (_, index) =>
        index % 50 === 7 ? bad(Math.floor(random() * 400)) : good(Math.floor(random() * 1e6)),
      );
      const batches = packed(contents, maxContentBytes);
      const sizes = batches.map(({ message }) => Buffer.byteLength(JSON.stringify(message)));
      expect(batches.every(({ kind }) => kind === 'inline')).toBe(true);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(maxContentBytes);
      const fewest = Math.ceil(sizes.reduce((total, size) => total + size, 0) / maxContentBytes);
      expect(batches.length).toBeLessThanOrEqual(Math.ceil(fewest * 1.25) + 1);
      expect(idsOf(batches).sort()).toEqual(
        records(...contents).map(({ shardId, sequenceNumber }) => `ratings/${shardId}:${sequenceNumber}`),
      );
      expect(new Set(batches.map(({ message }) => message.batchId)).size).toBe(batches.length);
    },
  );

  it('cuts what compresses worse than what came before', () => {
    const contents = [
      ...Array.from({ length: 2_000 }, () => good(1)),
      ...Array.from({ length: 60 }, () => bad(250)),
    ];
    const batches = packed(contents, 8_000);
    for (const { message } of batches)
      expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(8_000);
    expect(idsOf(batches)).toHaveLength(contents.length);
  });

  it('leaves a record that no message holds to a claim check, alone', () => {
    const batches = packed([good(1), bad(30_000), good(2)], 10_000);
    expect(batches.map(({ kind }) => kind)).toEqual(['inline', 'claim', 'inline']);
    expect(batches[1]?.message).not.toHaveProperty('content');
    expect(batches[1]?.message).toMatchObject({ rows: 0, rejects: 1 });
    expect(batches[1] && contentOf(batches[1]).rejects).toHaveLength(1);
  });

  it('orders batches of several datasets by their first records', () => {
    const batches = packed([{ dataset: 'x' }, good(1), { dataset: 'title-basics', data: {} }], 10_000);
    expect(batches.map(({ message }) => message.dataset)).toEqual([
      'unrouted',
      'title-ratings',
      'title-basics',
    ]);
  });

  it('gives the same batches for the same records', () => {
    const contents = Array.from({ length: 500 }, () => bad(100));
    expect(packed(contents, 5_000)).toEqual(packed(contents, 5_000));
  });
});

describe('unpackRowBatch', () => {
  const gzip = (value: unknown) => gzipSync(JSON.stringify(value));

  it('reads 10,000 rows in well under a second', () => {
    const contents = Array.from({ length: 10_000 }, (_, index) => good(index));
    const [batch] = packed(contents, 10_000_000);
    const started = performance.now();
    expect(batch && contentOf(batch).rows).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each<[string, Uint8Array]>([
    ['no gzip', Buffer.from('{"rows":[],"rejects":[]}')],
    ['cut off', gzip({ rows: [], rejects: [] }).subarray(0, 15)],
    ['no JSON', gzipSync('{"rows":[')],
    ['another shape', gzip({ rows: [{ recordId: 'r', arrivedAt: 'now', values: [] }], rejects: [] })],
    ['nested values', gzip({ rows: [{ recordId: 'r', arrivedAt: 1, values: [[]] }], rejects: [] })],
  ])('does not read content that is %s', (_, content) => {
    expect(unpackRowBatch(content, gunzipSync)).toBeUndefined();
  });
});
