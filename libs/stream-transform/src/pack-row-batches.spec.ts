import { gunzipSync } from 'node:zlib';
import { titleRatings, type Dataset } from '@sluice/contracts';
import { rowBatchContentSchema } from '@sluice/message-schemas';
import { createRecordCodec } from '@sluice/record-codec';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf } from './deliver/delivery.testing.js';
import { batchEntry, messageAttributes, packRowBatch } from './pack-row-batches.js';
import type { TransformedRecord } from './transform-record.js';

const codec = createRecordCodec();
const prefix = 'ratings/shardId-000000000000:';

const judged: fc.Arbitrary<TransformedRecord> = fc
  .record({
    position: fc.nat(),
    id: fc.string({ unit: 'binary' }),
    text: fc.string({ unit: 'binary' }),
  })
  .chain(({ position, id, text }) =>
    fc.constantFrom<TransformedRecord>(
      {
        position,
        dataset: titleRatings,
        id,
        row: { recordId: prefix + id, arrivedAt: 1, values: [text, null, 1.5, true] },
      },
      {
        position,
        dataset: titleRatings,
        id,
        reject: {
          recordId: prefix + id,
          arrivedAt: 2,
          reason: 'too_long',
          column: text,
          rule: text,
          value: null,
          raw: '',
        },
      },
    ),
  );

it('knows a message’s bytes without making it, whatever it is of', async () => {
  const names = fc.string({ unit: 'grapheme', minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(judged, { minLength: 1, maxLength: 20 }),
      names,
      names,
      async (all, stream, name) => {
        const dataset: Dataset = { ...titleRatings, name };
        const options = { stream, recordIdPrefix: prefix, codec };
        const entries = all.map(batchEntry);
        const packed = await packRowBatch(dataset, entries, options);
        const content = { kind: 'inline', data: codec.encodeBase64(packed.content) };
        const body = JSON.stringify({ ...packed.message, content });
        expect(packed.inlineBytes).toBe(bytesOf({ body, attributes: messageAttributes(name) }));
        const text = gunzipSync(packed.content).toString();
        expect(text).toHaveLength(packed.textLength);
        expect(rowBatchContentSchema.parse(JSON.parse(text))).toEqual({
          columns: ['tconst', 'average_rating', 'num_votes', 'rated_at'],
          rows: all.flatMap((one) => ('row' in one ? [one.row] : [])),
          rejects: all.flatMap((one) => ('reject' in one ? [one.reject] : [])),
        });
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});

it('gives a batch the identity of its records, in order', async () => {
  const entries = ['a', 'b', 'c'].map((id, position) => ({
    position,
    id,
    reason: undefined,
    json: '{}',
  }));
  const idOf = async (indexes: readonly number[], recordIdPrefix = prefix) => {
    const some = indexes.flatMap((index) => entries[index] ?? []);
    return (await packRowBatch(titleRatings, some, { stream: 's', recordIdPrefix, codec })).message.batchId;
  };
  expect(await idOf([0, 1])).toBe(await idOf([0, 1]));
  const others = [idOf([0, 1]), idOf([1, 0]), idOf([0]), idOf([0, 1, 2]), idOf([0, 1], 'another/shard:')];
  expect(new Set(await Promise.all(others)).size).toBe(5);
});
