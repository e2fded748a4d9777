import { createHash } from 'node:crypto';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { RecordAggregator } from 'aws-kinesis-agg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deaggregate } from './deaggregate.js';

// Its types leave it out.
declare module 'aws-kinesis-agg' {
  class RecordAggregator {
    addUserRecord(record: { partitionKey: string; explicitHashKey?: string | undefined; data: Buffer }): void;
    build(): { data: Buffer };
  }
}

const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const sealed = (message: Uint8Array) =>
  Buffer.concat([magic, message, createHash('md5').update(message).digest()]);

interface Written {
  readonly partitionKey?: number | undefined;
  readonly explicitHashKey?: number;
  readonly data?: string | undefined;
}

function aggregate(
  records: readonly Written[],
  keys = ['a'],
  hashKeys: readonly string[] = [],
): BinaryWriter {
  const writer = new BinaryWriter();
  for (const { partitionKey, explicitHashKey, data } of records) {
    writer.uint32((3 << 3) | 2).fork();
    if (partitionKey !== undefined) writer.uint32(1 << 3).uint64(partitionKey);
    if (explicitHashKey !== undefined) writer.uint32(2 << 3).uint64(explicitHashKey);
    if (data !== undefined) writer.uint32((3 << 3) | 2).bytes(Buffer.from(data));
    writer.join();
  }
  for (const key of keys) writer.uint32((1 << 3) | 2).string(key);
  for (const key of hashKeys) writer.uint32((2 << 3) | 2).string(key);
  return writer;
}

const read = (bytes: Uint8Array) => {
  const result = deaggregate(bytes);
  return Array.isArray(result) ? result.map((data: Uint8Array) => Buffer.from(data).toString()) : result;
};
const readWritten = (...args: Parameters<typeof aggregate>) => read(sealed(aggregate(...args).finish()));

describe('deaggregate', () => {
  it('reads what the aggregator of AWS makes', () => {
    const record = fc.record({
      partitionKey: fc.string({ minLength: 1, maxLength: 20 }).filter((key) => !(key in {})),
      explicitHashKey: fc.option(fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }).map(String), {
        nil: undefined,
      }),
      data: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
        const aggregator = new RecordAggregator();
        for (const one of records) aggregator.addUserRecord({ ...one });
        const made = aggregator.build();
        const found = deaggregate(made.data);
        expect(Array.isArray(found) && found.map((data: Uint8Array) => Buffer.from(data))).toEqual(
          records.map(({ data }) => data),
        );
        const cut = made.data.subarray(0, made.data.length - 1);
        expect(deaggregate(cut)).toBe('damaged');
      }),
      { seed: 13, numRuns: 150 },
    );
  });

  it.each(['', '{"a":1}', '\u00f3'])('leaves alone what is none: %j', (content) => {
    expect(deaggregate(Buffer.from(content))).toBeUndefined();
  });

  it('reads tables behind the records, data of no bytes, and no records', () => {
    expect(
      readWritten(
        [
          { partitionKey: 0, data: 'x' },
          { partitionKey: 1, data: '' },
        ],
        ['a', 'b'],
      ),
    ).toEqual(['x', '']);
    expect(readWritten([{ partitionKey: 0, explicitHashKey: 0, data: 'x' }], ['a'], ['1'])).toEqual(['x']);
    expect(readWritten([])).toEqual([]);
  });

  it('passes over tags and fields it does not know', () => {
    const writer = aggregate([]);
    writer.uint32((3 << 3) | 2).fork();
    writer
      .uint32(1 << 3)
      .uint64(0)
      .uint32((3 << 3) | 2)
      .bytes(Buffer.from('x'));
    writer
      .uint32((4 << 3) | 2)
      .fork()
      .uint32((1 << 3) | 2)
      .string('tag')
      .join();
    writer
      .uint32((9 << 3) | 5)
      .fixed32(7)
      .join();
    writer.uint32((7 << 3) | 0).uint32(5);
    expect(read(sealed(writer.finish()))).toEqual(['x']);
  });

  it.each<[string, Uint8Array]>([
    ['its magic alone', magic],
    ['no room for a checksum', Buffer.concat([magic, Buffer.alloc(15)])],
    [
      'a wrong checksum',
      Buffer.concat([magic, aggregate([{ partitionKey: 0, data: 'x' }]).finish(), Buffer.alloc(16)]),
    ],
    [
      'something behind it',
      Buffer.concat([sealed(aggregate([{ partitionKey: 0, data: 'x' }]).finish()), magic]),
    ],
    ['no protobuf', sealed(Buffer.from('{"a":1}'))],
    ['a field cut off', sealed(Buffer.from([0x1a, 0x7f, 0x08]))],
    ['a length of 4 GB', sealed(Buffer.from([0x1a, 0xff, 0xff, 0xff, 0xff, 0x0f]))],
    ['groups in groups', sealed(Buffer.alloc(5000, 0x33))],
    ['a record without a partition key', sealed(aggregate([{ data: 'x' }]).finish())],
    ['a record without data', sealed(aggregate([{ partitionKey: 0 }]).finish())],
    ['a partition key outside its table', sealed(aggregate([{ partitionKey: 1, data: 'x' }]).finish())],
    [
      'a partition key of 2^63',
      sealed(
        Buffer.concat([
          aggregate([]).finish(),
          Buffer.from([0x1a, 14, 0x08, ...Array<number>(9).fill(0x80), 0x01, 0x1a, 1, 0x78]),
        ]),
      ),
    ],
    [
      'an explicit hash key outside its table',
      sealed(aggregate([{ partitionKey: 0, explicitHashKey: 0, data: 'x' }]).finish()),
    ],
    [
      'data that is a number',
      sealed(
        new BinaryWriter()
          .uint32((3 << 3) | 2)
          .fork()
          .uint32(1 << 3)
          .uint64(0)
          .uint32(3 << 3)
          .uint64(1)
          .join()
          .finish(),
      ),
    ],
    [
      'a record that is a number',
      sealed(
        new BinaryWriter()
          .uint32(3 << 3)
          .uint64(1)
          .finish(),
      ),
    ],
  ])('is damaged: %s', (_, bytes) => {
    expect(deaggregate(bytes)).toBe('damaged');
  });

  it('never throws, whatever the message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (message) => {
        const result = deaggregate(sealed(message));
        expect(result === 'damaged' || Array.isArray(result)).toBe(true);
      }),
      { seed: 17, numRuns: 1000 },
    );
  });
});
