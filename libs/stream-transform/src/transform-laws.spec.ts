import { batchRejectSchema, batchRowSchema } from '@sluice/message-schemas';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transformRecord, type StreamRecord, type TransformedRecord } from './index.js';
import { aggregateOf, bytesOf, enveloped, judged, rating, transformOptions } from './judged.testing.js';

const payload = fc.oneof(
  fc.nat(1000).map((number) => JSON.stringify(enveloped(rating(number)))),
  fc.constantFrom(
    '{"dataset":"title-ratings","data":{}}',
    '{"dataset":"nope","data":{}}',
    '{"a":1,"a":2}',
    '{"é":"𝄞"}',
    '{}',
    '1',
  ),
  fc.jsonValue().map((value) => JSON.stringify(value)),
);
const payloads = fc.array(payload, { maxLength: 5 });
const text = fc.oneof(
  payload,
  payloads.map((all) => `[${all.join(' ,\n')}]`),
  payloads.map((all) => all.join('\n')),
  fc.constantFrom('', ' ', '{', '[1', 'oops\n{}'),
);
const packed = fc.oneof(
  text.map(bytesOf),
  text.map((content) => gzipSync(content)),
);
const content = fc.oneof(
  packed,
  fc.array(packed, { maxLength: 4 }).map((all) => aggregateOf(...all)),
  fc.array(packed, { maxLength: 3 }).map((all) => gzipSync(aggregateOf(...all))),
);

const shardRecords = (
  contents: readonly Uint8Array[],
  bound: boolean,
): { record: StreamRecord; options: typeof transformOptions }[] =>
  contents.map((data, index) => ({
    record: {
      shardId: `shardId-00000000000${index % 3}`,
      sequenceNumber: String(4960000000000000000000n + BigInt(index)),
      arrivedAtMs: 1_760_000_000_000 + index,
      data,
    },
    options: { ...transformOptions, boundDataset: bound ? 'title-ratings' : undefined },
  }));

const all = (batch: ReturnType<typeof shardRecords>): TransformedRecord[] => {
  const found: TransformedRecord[] = [];
  batch.forEach(({ record, options }, position) =>
    transformRecord(record, position, options, (one) => found.push(one)),
  );
  return found;
};
const identityOf = (one: TransformedRecord) => ('row' in one ? one.row : one.reject).recordId;
const withoutPosition = (found: readonly TransformedRecord[]) =>
  found.map((one) => ('row' in one ? [one.dataset.name, one.row] : [one.dataset.name, one.reject]));

describe('identity', () => {
  it('is each payload’s own, and the same whatever it comes with', () => {
    fc.assert(
      fc.property(
        fc.array(content, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.nat(),
        (contents, bound, at) => {
          const records = shardRecords(contents, bound);
          const whole = all(records);
          const ids = whole.map(identityOf);
          expect(new Set(ids).size).toBe(ids.length);
          // A bisect, what comes again with its half, and a replay a record at a time.
          const half = at % records.length;
          const bisected = [...all(records.slice(0, half)), ...all(records.slice(half))];
          expect(withoutPosition(bisected)).toEqual(withoutPosition(whole));
          expect(withoutPosition(records.flatMap((one) => all([one])))).toEqual(withoutPosition(whole));
          for (const one of whole)
            expect(identityOf(one)).toMatch(/^ratings\/shardId-\d{12}:\d+(:\d{6}){0,2}$/);
        },
      ),
      { seed: 23, numRuns: 50 },
    );
  });

  it('sorts as the payloads stand in their record', () => {
    fc.assert(
      fc.property(content, (data) => {
        const ids = judged(data).map(identityOf);
        expect(ids).toEqual([...ids].sort());
      }),
      { seed: 29, numRuns: 100 },
    );
  });
});

/** What alone would be taken for more than one payload, or for something wrapped. */
const isMore = (raw: Buffer) =>
  /^[\s\uFEFF]*\[/.test(String(raw)) || raw[0] === 0x1f || raw[0] === 0x28 || raw[0] === 0xf3;

describe('whatever is on the stream', () => {
  it('comes out in a form that can be sent, and its raw bytes alone come out alike', () => {
    const mutated = fc
      .tuple(content, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat(8))
      .map(([bytes, changes, cut]) => {
        const copy = Buffer.from(bytes);
        for (const [at, value] of changes) if (copy.length > 0) copy[at % copy.length] = value;
        return cut === 8 ? copy.subarray(0, Math.floor(copy.length / 2)) : copy;
      });
    const anything = fc.oneof(
      { weight: 3, arbitrary: mutated },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    );
    let rejects = 0;
    fc.assert(
      fc.property(anything, fc.boolean(), (data, isBound) => {
        const options = { boundDataset: isBound ? 'title-ratings' : undefined };
        const found = judged(data, options, 4);
        expect(found.length).toBeGreaterThan(0);
        for (const one of found) {
          expect(one.position).toBe(4);
          if ('row' in one) {
            batchRowSchema.parse(one.row);
            continue;
          }
          batchRejectSchema.parse(one.reject);
          const raw = Buffer.from(one.reject.raw, 'base64');
          if (isMore(raw)) continue;
          rejects++;
          const { recordId, ...verdict } = one.reject;
          expect(recordId).toBe(identityOf(one));
          expect(judged(raw, options)).toMatchObject([{ dataset: one.dataset, reject: verdict }]);
        }
      }),
      { seed: 31, numRuns: 300 },
    );
    expect(rejects).toBeGreaterThan(150);
  });
});
