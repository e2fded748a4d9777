import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchIdOf,
  batchRowText,
  fileArrivedSchema,
  fileSourceId,
  kinesisEventSchema,
  rowBatchContentSchema,
  rowBatchText,
  joinRowBatchText,
  rowBatchSchema,
  s3EventRecordSchema,
  streamEnvelopeSchema,
  streamRecordIdPrefix,
} from './index.js';

const sha256Hex = (text: string) => createHash('sha256').update(text).digest('hex');

const arrived = {
  type: 'FileArrived',
  version: 1,
  dataset: 'title-basics',
  bucket: 'landing',
  key: 'title-basics/a b.tsv.gz',
  versionId: 'v1',
  etag: 'e',
  sizeBytes: 0,
  announcedAt: '2026-01-01T00:00:00.000Z',
};

describe('fileArrivedSchema', () => {
  it('takes an object of a versioned and of a plain bucket', () => {
    expect(fileArrivedSchema.parse(arrived)).toEqual(arrived);
    expect(fileArrivedSchema.safeParse({ ...arrived, versionId: undefined }).success).toBe(true);
  });

  it.each([
    ['another version of the message', { version: 2 }],
    ['no key', { key: '' }],
    ['a negative size', { sizeBytes: -1 }],
    ['no dataset', { dataset: undefined }],
  ])('refuses %s', (_what, broken) => {
    expect(fileArrivedSchema.safeParse({ ...arrived, ...broken }).success).toBe(false);
  });
});

describe('rowBatchSchema', () => {
  const batch = {
    type: 'RowBatch',
    version: 1,
    dataset: 'title-ratings',
    contractVersion: 1,
    batchId: 'b',
    stream: 'records',
    rows: 1,
    rejects: 0,
    content: { kind: 'inline', data: '' },
  };

  it('takes content inline or by claim check, and nothing else', () => {
    const claim = { kind: 'claim', bucket: 'staging', key: 'claims/x', sha256: 'y' };
    expect(rowBatchSchema.safeParse(batch).success).toBe(true);
    expect(rowBatchSchema.safeParse({ ...batch, content: claim }).success).toBe(true);
    expect(rowBatchSchema.safeParse({ ...batch, content: { ...claim, key: undefined } }).success).toBe(false);
    expect(rowBatchSchema.safeParse({ ...batch, content: { kind: 'ftp' } }).success).toBe(false);
  });
});

describe('rowBatchContentSchema', () => {
  const row = { recordId: 's/shard:1', arrivedAt: 1, values: ['x', null, 1.5, true] };
  const reject = {
    recordId: 's/shard:2',
    arrivedAt: 2,
    reason: 'too_long',
    column: null,
    rule: 'text',
    value: null,
    raw: '',
  };
  const content = { rows: [row], rejects: [reject] };

  it('gives back what rowBatchText wrote, with the names of its columns or without', () => {
    for (const one of [content, { columns: ['a', 'b"'], ...content }, { rows: [], rejects: [] }])
      expect(rowBatchContentSchema.parse(JSON.parse(rowBatchText(one)))).toEqual(one);
  });

  it('puts the prefix before every row’s id, and before no reject’s', () => {
    const text = joinRowBatchText({
      recordIdPrefix: 's/shard:',
      rows: [batchRowText('1', row)],
      rejects: [JSON.stringify(reject)],
    });
    expect(rowBatchContentSchema.parse(JSON.parse(text))).toEqual(content);
  });

  it.each([
    ['columns that are no list', { columns: 'a,b' }],
    ['no prefix', { recordIdPrefix: undefined }],
    ['a row without arrival', { rows: [['1']] }],
    ['a row that is an object', { rows: [row] }],
    ['a value that is a list', { rows: [['1', 1, []]] }],
  ])('refuses %s', (_what, change) => {
    const stored = { recordIdPrefix: '', rows: [], rejects: [], ...change };
    expect(rowBatchContentSchema.safeParse(stored).success).toBe(false);
  });
});

describe('kinesisEventSchema', () => {
  const record = {
    eventSource: 'aws:kinesis',
    eventID: 'shardId-000000000000:4955',
    eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/records',
    kinesis: { sequenceNumber: '4955', approximateArrivalTimestamp: 1.5, data: '' },
  };

  it.each<[string, object[]]>([
    ['no record', []],
    ['another source', [{ ...record, eventSource: 'aws:sqs' }]],
    ['no shard', [{ ...record, eventID: '4955' }]],
    ['no stream', [{ ...record, eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:rows' }]],
    ['no time', [{ ...record, kinesis: { ...record.kinesis, approximateArrivalTimestamp: null } }]],
    ['two shards', [record, { ...record, eventID: 'shardId-000000000001:4956' }]],
  ])('refuses an event with %s', (_, Records) => {
    expect(kinesisEventSchema.safeParse({ Records: [record] }).success).toBe(true);
    expect(kinesisEventSchema.safeParse({ Records }).success).toBe(false);
  });
});

describe('s3EventRecordSchema', () => {
  it('takes a delete, which has neither size nor ETag', () => {
    const s3 = { bucket: { name: 'landing' }, object: { key: 'k', sequencer: '0' } };
    const record = { eventSource: 'aws:s3', eventName: 'ObjectRemoved:Delete', eventTime: 'now', s3 };
    expect(s3EventRecordSchema.safeParse(record).success).toBe(true);
    expect(s3EventRecordSchema.safeParse({ ...record, eventSource: 'aws:sns' }).success).toBe(false);
  });
});

describe('streamEnvelopeSchema', () => {
  it('keeps whatever data it carries', () => {
    expect(streamEnvelopeSchema.parse({ dataset: 'd', data: [1] })).toEqual({ dataset: 'd', data: [1] });
    expect(streamEnvelopeSchema.safeParse({ dataset: 'd', contractVersion: 0, data: {} }).success).toBe(
      false,
    );
  });
});

describe('identities', () => {
  const object = fc.record({
    bucket: fc.string(),
    key: fc.string(),
    versionId: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    etag: fc.string(),
  });

  it('of two objects are equal exactly when bucket, key and version (else ETag) are', () => {
    const parts = (o: { bucket: string; key: string; versionId?: string | undefined; etag: string }) =>
      JSON.stringify([
        o.bucket,
        o.key,
        o.versionId === undefined ? { etag: o.etag } : { version: o.versionId },
      ]);
    fc.assert(
      fc.property(object, object, (one, other) => {
        expect(fileSourceId(one, sha256Hex) === fileSourceId(other, sha256Hex)).toBe(
          parts(one) === parts(other),
        );
      }),
    );
  });

  it('keep a key with separators apart from a bucket with them', () => {
    const etag = 'e';
    expect(fileSourceId({ bucket: 'a', key: 'b/c', etag }, sha256Hex)).not.toBe(
      fileSourceId({ bucket: 'a/b', key: 'c', etag }, sha256Hex),
    );
    expect(batchIdOf(['a', 'b'], sha256Hex)).not.toBe(batchIdOf(['a,b'], sha256Hex));
  });

  it('of stream records begin with the stream and the shard', () => {
    expect(streamRecordIdPrefix('s', 'shardId-000000000000')).toBe('s/shardId-000000000000:');
  });
});
