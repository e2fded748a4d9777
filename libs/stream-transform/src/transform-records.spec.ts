import { defineDataset, integer, text, unrouted } from '@sluice/contracts';
import { batchRejectSchema, batchRowSchema, type BatchReject } from '@sluice/message-schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transformRecords } from './index.js';
import { rating, records, transformOptions } from './node-codec.testing.js';

const enveloped = (data: unknown) => ({ dataset: 'title-ratings', data });

/** The one reject of one record, with the dataset it went to. */
function rejectOf(content: unknown, boundDataset?: string): BatchReject & { dataset: string } {
  const [share, ...others] = transformRecords(records(content), { ...transformOptions, boundDataset });
  const [record] = share?.records ?? [];
  if (!share || !record || !('reject' in record) || others.length > 0) throw new Error('not one reject');
  return { dataset: share.dataset, ...record.reject };
}

describe('transformRecords', () => {
  it('gives a row for a valid record, with its identity and its canonical values', () => {
    expect(transformRecords(records(enveloped(rating(42))), transformOptions)).toEqual([
      {
        dataset: 'title-ratings',
        contractVersion: 1,
        records: [
          {
            position: 0,
            shardId: 'shardId-000000000000',
            sequenceNumber: '4960000000000000000000',
            row: {
              recordId: 'ratings/shardId-000000000000:4960000000000000000000',
              arrivedAt: 1_760_000_000_000,
              values: ['tt0000042', '8.7', 42, '2026-03-14T08:26:53.000000Z'],
            },
          },
        ],
      },
    ]);
  });

  it('keeps the order of the stream within each dataset', () => {
    const shares = transformRecords(
      records(enveloped(rating(1)), { dataset: 'nope' }, enveloped({}), enveloped(rating(2)), 'text'),
      transformOptions,
    );
    expect(shares.map(({ dataset, records: all }) => [dataset, all.map(({ position }) => position)])).toEqual(
      [
        ['title-ratings', [0, 2, 3]],
        ['unrouted', [1, 4]],
      ],
    );
  });

  it.each<[string, unknown, string]>([
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'UTF-8'],
    ['nothing', Buffer.alloc(0), 'JSON'],
    ['cut-off JSON', Buffer.from('{"dataset":"title-rat'), 'JSON'],
    ['an array', [enveloped(rating(1))], 'a JSON object'],
    ['null', null, 'a JSON object'],
    [
      'an envelope without data',
      { dataset: 'title-ratings' },
      'an envelope {dataset, contractVersion?, data}',
    ],
    ['no envelope', rating(1), 'an envelope {dataset, contractVersion?, data}'],
    [
      'a version that is no number',
      { ...enveloped(rating(1)), contractVersion: '1' },
      'an envelope {dataset, contractVersion?, data}',
    ],
  ])('explains %s as a malformed record', (_, content, rule) => {
    const [record] = records(content);
    expect(rejectOf(content)).toMatchObject({
      dataset: 'unrouted',
      reason: 'malformed_record',
      column: null,
      rule,
      raw: Buffer.from(record?.data ?? []).toString('base64'),
    });
  });

  it.each([[[]], ['x'], [null]])('explains data that is no object: %j', (data) => {
    expect(rejectOf(enveloped(data))).toMatchObject({ dataset: 'title-ratings', reason: 'malformed_record' });
  });

  it('explains a bad value as its contract does', () => {
    expect(rejectOf(enveloped({ ...rating(1), averageRating: 11 }))).toMatchObject({
      dataset: 'title-ratings',
      reason: 'out_of_range',
      column: 'average_rating',
      value: '11',
    });
  });

  it.each(['no-such-dataset', unrouted.name])('keeps what names the dataset %s', (dataset) => {
    expect(rejectOf({ dataset, data: {} })).toMatchObject({
      dataset: 'unrouted',
      reason: 'unknown_dataset',
      value: dataset,
    });
  });

  it('refuses a contract version from the future, and takes its own', () => {
    const at = (contractVersion: number) => ({ ...enveloped(rating(1)), contractVersion });
    expect(rejectOf(at(2))).toMatchObject({
      dataset: 'title-ratings',
      reason: 'unknown_contract_version',
      rule: 'contract version 1 to 1',
      value: '2',
    });
    expect(transformRecords(records(at(1)), transformOptions)[0]?.records[0]).toHaveProperty('row');
  });

  it('takes no record of a dataset whose files are each the whole of it', () => {
    const snapshots = defineDataset({
      name: 'snapshots',
      version: 1,
      table: { schema: 's', name: 'snapshots' },
      columns: [integer('n')],
      load: { mode: 'replace' },
    });
    const options = { ...transformOptions, findDataset: () => snapshots };
    const expected = { reason: 'files_only', column: null, value: null };
    for (const [boundDataset, content] of [
      [undefined, { dataset: 'snapshots', data: { n: 1 } }],
      [undefined, { dataset: 'snapshots', contractVersion: 9, data: 'text' }],
      ['snapshots', { dataset: 'snapshots', data: { n: 1 } }],
      ['snapshots', { n: 1 }],
    ] as const) {
      const input = records(content);
      const [share, ...others] = transformRecords(input, { ...options, boundDataset });
      expect([share?.dataset, others]).toEqual(['snapshots', []]);
      const raw = Buffer.from(input[0]?.data ?? []).toString('base64');
      expect(share?.records).toMatchObject([{ reject: { ...expected, raw } }]);
    }
    const [unread] = transformRecords(records(Buffer.from('{')), { ...options, boundDataset: 'snapshots' });
    expect(unread?.records).toMatchObject([{ reject: { reason: 'malformed_record' } }]);
  });

  it('survives nesting deeper than the stack', () => {
    const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const text = `{"dataset":"title-ratings","data":{"tconst":${deep(200_000)}}}`;
    expect(rejectOf(Buffer.from(text))).toMatchObject({
      dataset: 'title-ratings',
      reason: 'not_text',
      column: 'tconst',
    });
    expect(rejectOf(Buffer.from(`{"x":${deep(200_000)}}`))).toMatchObject({ reason: 'malformed_record' });
  });

  it('masks what the contract masks, also in the preview of a fault', () => {
    const people = defineDataset({
      name: 'people',
      version: 1,
      table: { schema: 's', name: 'people' },
      columns: [
        text('email', { maxBytes: 20, mask: 'sha256' }),
        text('passport', { maxBytes: 20, mask: 'drop' }),
        text('phone', { maxBytes: 20, nullable: true, mask: 'redact' }),
        integer('born'),
      ],
      load: { mode: 'append' },
    });
    const person = { email: 'a@example.org', passport: 'P123', phone: '555', born: 1990 };
    const options = { ...transformOptions, findDataset: () => people, boundDataset: 'people' };
    const [share] = transformRecords(records(person, { ...person, passport: 'x'.repeat(21) }), options);
    expect(share?.records).toMatchObject([
      { row: { values: [transformOptions.sha256Hex('a@example.org'), '[redacted]', 1990] } },
      { reject: { reason: 'too_long', column: 'passport', value: null } },
    ]);
  });

  it('takes a prototype for the text it is', () => {
    const text = `{"dataset":"title-ratings","data":{"__proto__":${JSON.stringify(rating(1))}}}`;
    expect(rejectOf(Buffer.from(text))).toMatchObject({ reason: 'missing_value', column: 'tconst' });
  });
});

describe('a stream bound to one dataset', () => {
  const bound = { ...transformOptions, boundDataset: 'title-ratings' };

  it('carries plain records', () => {
    const [share] = transformRecords(records(rating(1), { ...rating(2), dataset: 'x' }), bound);
    expect(share?.dataset).toBe('title-ratings');
    expect(share?.records.every((record) => 'row' in record)).toBe(true);
  });

  it('understands envelopes too', () => {
    const shares = transformRecords(records(enveloped(rating(1)), { dataset: 'nope', data: {} }), bound);
    expect(shares.map(({ dataset }) => dataset)).toEqual(['title-ratings', 'unrouted']);
  });

  it('keeps what cannot be read with its dataset', () => {
    expect(rejectOf(Buffer.from('{'), 'title-ratings')).toMatchObject({
      dataset: 'title-ratings',
      reason: 'malformed_record',
      value: '{',
    });
  });
});

describe('whatever is on the stream', () => {
  const contents = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.json().map((text) => Buffer.from(text)),
    fc.anything({ withNullPrototype: false }).map((value) => Buffer.from(JSON.stringify(value) ?? '')),
    fc
      .record(
        {
          dataset: fc.constantFrom('title-ratings', 'title-basics', 'unrouted', '__proto__'),
          contractVersion: fc.integer(),
          data: fc.oneof(
            fc.jsonValue(),
            fc.constant(rating(1)),
            fc.record({ tconst: fc.string({ unit: 'binary' }), numVotes: fc.jsonValue() }),
          ),
        },
        { requiredKeys: ['dataset'] },
      )
      .map((value) => Buffer.from(JSON.stringify(value))),
  );

  it('comes out once, in a form that can be sent', () => {
    fc.assert(
      fc.property(fc.array(contents, { maxLength: 20 }), fc.boolean(), (all, isBound) => {
        const input = records(...all);
        const options = { ...transformOptions, boundDataset: isBound ? 'title-ratings' : undefined };
        const shares = transformRecords(input, options);
        const positions = shares.flatMap(({ records: share }) => share.map(({ position }) => position));
        expect(positions.sort((a, b) => a - b)).toEqual(input.map((_, index) => index));
        for (const record of shares.flatMap(({ records: share }) => share))
          if ('row' in record) batchRowSchema.parse(record.row);
          else batchRejectSchema.parse(record.reject);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
