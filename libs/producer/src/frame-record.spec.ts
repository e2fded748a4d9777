import { titleBasics, titleRatings } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { defaultMaxRecordBytes, recordFramer, type RecordSource } from './index.js';

const good = '{"tconst":"tt0000001", "averageRating":5.70e0,"numVotes":10,"ratedAt":"2026-01-01T00:00:00Z"}';
const frame = (source: RecordSource, validate = true) => recordFramer(titleRatings, { validate })(source);
const dataOf = (framed: ReturnType<typeof frame>) => {
  if (!framed.ok) throw new Error(`it was refused: ${framed.refusal.reason}`);
  return Buffer.from(framed.record.data).toString();
};

describe('recordFramer', () => {
  it.each([good, Buffer.from(good)])('keeps the bytes of JSON text in the envelope', (source) => {
    expect(dataOf(frame(source))).toBe(
      `{"dataset":"title-ratings","contractVersion":${titleRatings.version},"data":${good}}`,
    );
  });

  it('writes an object as JSON, and judges what is written', () => {
    const record = { ...(JSON.parse(good) as object), ratedAt: new Date('2026-01-01T00:00:00Z') };
    expect(JSON.parse(dataOf(frame(record)))).toMatchObject({
      data: { ratedAt: '2026-01-01T00:00:00.000Z' },
    });
    expect(frame({ ...record, averageRating: NaN })).toMatchObject({
      refusal: { reason: 'missing_value', column: 'average_rating' },
    });
  });

  const itself: Record<string, unknown> = {};
  itself['itself'] = itself;
  it.each([
    ['nope', { reason: 'malformed_record', rule: 'JSON', value: 'nope' }],
    ['[1]', { reason: 'malformed_record', value: '[1]' }],
    ['null', { reason: 'malformed_record', value: 'null' }],
    [Buffer.from([0x7b, 0xff, 0x7d]), { reason: 'malformed_record', rule: 'UTF-8', value: null }],
    ['\ud800', { reason: 'malformed_record', rule: 'UTF-8', value: null }],
    [`\ufeff${good}`, { reason: 'malformed_record', rule: 'JSON' }],
    [itself, { reason: 'malformed_record', rule: 'JSON', value: null }],
    [{ count: 1n }, { reason: 'malformed_record', rule: 'JSON', value: null }],
    [() => 1, { reason: 'malformed_record', rule: 'JSON', value: null }],
    ['{"tconst":"x"}', { reason: 'pattern_mismatch', column: 'tconst', value: 'x' }],
    ['{},"dataset":"title-basics"', { reason: 'duplicate_key', value: 'dataset' }],
    ['{"tconst":1},"more":1', { reason: 'malformed_record', rule: 'JSON', value: '{"tconst":1},"more":1' }],
    ['{"a":1,"b":{"a":2,"a":3}}', { reason: 'duplicate_key', value: 'a' }],
    ['{"__proto__":1}', { reason: 'reserved_key' }],
    [`{"a":${'['.repeat(1200)}${']'.repeat(1200)}}`, { reason: 'too_deep' }],
    [`{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`, { reason: 'too_deep' }],
    [{}, { reason: 'missing_value', column: 'tconst', value: null }],
    [{ constructor: 1 }, { reason: 'missing_value', column: 'tconst', value: null }],
  ])('refuses %s, and says why', (source, refusal) => {
    expect(frame(source)).toMatchObject({ ok: false, refusal });
  });

  it.each(['{"tconst":"x"}', '[1]', '{"tconst":1,"tconst":2}'])(
    'sends %s as it is when it does not validate',
    (text) => {
      expect(dataOf(frame(text, false))).toContain(`"data":${text}}`);
    },
  );

  it.each(['no "JSON"', '1},"dataset":"title-basics"', `\ufeff${good}`])(
    'sends %s, which is no JSON, as a text when it does not validate',
    (text) => {
      expect(JSON.parse(dataOf(frame(text, false)))).toMatchObject({ dataset: 'title-ratings', data: text });
    },
  );

  it('sends bytes that are no text unchanged when it does not validate', () => {
    const framed = frame(Buffer.from([0xff, 0xfe]), false);
    expect(framed.ok && Buffer.from(framed.record.data).includes(Buffer.from([0xff, 0xfe]))).toBe(true);
  });

  it.each([true, false])('refuses what the stream cannot take, validated (%s) or not', (validate) => {
    const { tconst, ...rest } = JSON.parse(good) as { tconst: string };
    const sized = (maxRecordBytes?: number) =>
      recordFramer(titleRatings, { validate, maxRecordBytes })({ tconst, ...rest, pad: 'x'.repeat(2e6) });
    expect(sized()).toEqual({
      ok: false,
      refusal: {
        reason: 'record_too_large',
        column: null,
        rule: `at most ${defaultMaxRecordBytes} bytes with envelope and partition key`,
        value: null,
      },
    });
    const framed = sized(2_100_000);
    if (!framed.ok) throw new Error('it was refused');
    const bytes = framed.record.data.length + framed.record.partitionKey.length;
    expect(sized(bytes).ok).toBe(true);
    expect(sized(bytes - 1).ok).toBe(false);
  });

  it('asks nothing else of what is too large by far', () => {
    const cut = `{"tconst":"${'x'.repeat(defaultMaxRecordBytes)}`;
    expect(frame(cut)).toMatchObject({ refusal: { reason: 'record_too_large' } });
  });

  it('refuses records of a dataset that only files can bring', () => {
    const snapshot = { ...titleRatings, load: { mode: 'replace' } } as const;
    expect(recordFramer(snapshot)(good)).toMatchObject({ refusal: { reason: 'files_only' } });
    expect(recordFramer(snapshot, { validate: false })(good).ok).toBe(true);
  });
});

describe('the partition key', () => {
  const keyOf = (dataset: typeof titleBasics, text: string) => {
    const framed = recordFramer(dataset, { validate: false })(text);
    return framed.ok ? framed.record.partitionKey : undefined;
  };

  it('keeps the versions of one key on one shard', () => {
    expect(keyOf(titleBasics, '{"tconst":"tt1","isAdult":0}')).toBe(
      keyOf(titleBasics, '{"isAdult":1,"tconst":"tt1"}'),
    );
    expect(keyOf(titleBasics, '{"tconst":"tt1"}')).not.toBe(keyOf(titleBasics, '{"tconst":"tt2"}'));
  });

  it('is what a derived key is made of', () => {
    const [first, ...others] = titleBasics.columns;
    if (!first) throw new Error('title-basics has no columns');
    const derived = { ...first, name: 'key', from: '', derive: { kind: 'lower', of: first.name } } as const;
    const dataset = {
      ...titleBasics,
      columns: [first, derived, ...others],
      load: { mode: 'upsert', key: ['key'] },
    } as const;
    expect(keyOf(dataset, '{"tconst":"tt1","isAdult":0}')).toBe(keyOf(dataset, '{"tconst":"tt1"}'));
    expect(keyOf(dataset, '{"tconst":"tt1"}')).not.toBe(keyOf(dataset, '{"tconst":"tt2"}'));
  });

  it('spreads events, and brings an event that is repeated to its first', () => {
    expect(keyOf(titleRatings, good)).toBe(keyOf(titleRatings, good));
    expect(keyOf(titleRatings, good)).not.toBe(keyOf(titleRatings, good.replace('10', '11')));
  });
});
