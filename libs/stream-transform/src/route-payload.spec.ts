import { defineDataset, integer, text, unrouted, type Dataset } from '@sluice/contracts';
import { streamEnvelopeSchema } from '@sluice/message-schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregateOf, codec, enveloped, judged, rating, rejectOf } from './judged.testing.js';
import { routePayload } from './route-payload.js';

const envelopeForm = 'an envelope {dataset, contractVersion?, data}';
const datasetsOf = (content: unknown, options = {}) =>
  judged(content, options).map((one) => ['row' in one ? 'row' : one.reject.reason, one.dataset.name]);

describe('a stream of envelopes', () => {
  it.each<[string, unknown]>([
    ['without data', { dataset: 'title-ratings' }],
    ['none', rating(1)],
    ['with a version that is no number', { ...enveloped(rating(1)), contractVersion: '1' }],
    ['with a version that is none', { ...enveloped(rating(1)), contractVersion: 0 }],
    ['with a nameless dataset', { dataset: '', data: {} }],
    ['named by what every object inherits', { toString: 1 }],
  ])('explains an envelope %s', (_, content) => {
    expect(rejectOf(content)).toMatchObject({
      dataset: 'unrouted',
      reason: 'malformed_record',
      rule: envelopeForm,
      value: null,
    });
  });

  it.each([[[]], ['x'], [null]])('explains data that is no object: %j', (data) => {
    expect(rejectOf(enveloped(data))).toMatchObject({
      dataset: 'title-ratings',
      reason: 'malformed_record',
      rule: 'data is a JSON object',
      value: JSON.stringify(data),
    });
  });

  it.each(['no-such-dataset', unrouted.name, '__proto__'])('keeps what names the dataset %s', (dataset) => {
    expect(rejectOf({ dataset, data: {} })).toMatchObject({
      dataset: 'unrouted',
      reason: 'unknown_dataset',
      value: dataset,
    });
  });

  it('takes one apart wherever it stands', () => {
    const [known, unknown] = [enveloped(rating(1)), { dataset: 'nope', data: {} }];
    const expected = [
      ['row', 'title-ratings'],
      ['unknown_dataset', 'unrouted'],
    ];
    expect(datasetsOf([known, unknown])).toEqual(expected);
    expect(datasetsOf(`${JSON.stringify(known)}\n${JSON.stringify(unknown)}`)).toEqual(expected);
    expect(datasetsOf(aggregateOf(known, unknown))).toEqual(expected);
  });

  it('knows an envelope as its schema does', () => {
    const anything = fc.record(
      {
        dataset: fc.oneof(fc.constantFrom('title-ratings', '', 'x'), fc.jsonValue()),
        contractVersion: fc.oneof(fc.constantFrom(0, 1, 2, -1, 1.5, 1e300, 2 ** 53), fc.jsonValue()),
        data: fc.oneof(fc.constant({}), fc.jsonValue()),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anything, (record) => {
        const { payload } = routePayload({ ok: true, record }, { findDataset: () => undefined });
        const isEnvelope = payload.ok || payload.fault.reason === 'unknown_dataset';
        expect(isEnvelope).toBe(streamEnvelopeSchema.safeParse(record).success);
      }),
      { seed: 19, numRuns: 1000 },
    );
  });
});

describe('contract versions', () => {
  const dataset = (version: number, acceptsFrom?: number): Dataset =>
    defineDataset({
      name: 'counts',
      version,
      ...(acceptsFrom === undefined ? {} : { acceptsFrom }),
      table: { schema: 's', name: 'counts' },
      columns: [integer('n')],
      load: { mode: 'append' },
    });
  const reasonAt = (contractVersion: number | undefined, contract: Dataset) => {
    const [one] = judged(
      { dataset: 'counts', contractVersion, data: { n: 1 } },
      { findDataset: () => contract },
    );
    return one && 'reject' in one ? [one.reject.reason, one.reject.rule, one.reject.value] : 'row';
  };

  it('are those from the oldest that is accepted to the one here', () => {
    const contract = dataset(5, 3);
    expect([3, 4, 5, undefined].map((version) => reasonAt(version, contract))).toEqual([
      'row',
      'row',
      'row',
      'row',
    ]);
    expect(reasonAt(2, contract)).toEqual(['outdated_contract_version', 'contract version 3 to 5', '2']);
    expect(reasonAt(6, contract)).toEqual(['unknown_contract_version', 'contract version 3 to 5', '6']);
  });

  it('are all up to the one here unless the contract says otherwise', () => {
    expect([1, 5].map((version) => reasonAt(version, dataset(5)))).toEqual(['row', 'row']);
  });
});

describe('a dataset whose files are each the whole of it', () => {
  const snapshots = defineDataset({
    name: 'snapshots',
    version: 1,
    table: { schema: 's', name: 'snapshots' },
    columns: [integer('n')],
    load: { mode: 'replace' },
  });
  const findDataset = () => snapshots;

  it.each<[string | undefined, unknown]>([
    [undefined, { dataset: 'snapshots', data: { n: 1 } }],
    [undefined, { dataset: 'snapshots', contractVersion: 9, data: 'text' }],
    ['snapshots', { dataset: 'snapshots', data: { n: 1 } }],
    ['snapshots', { n: 1 }],
  ])('takes no record: stream bound to %s, %j', (boundDataset, content) => {
    expect(rejectOf(content, { findDataset, boundDataset })).toMatchObject({
      dataset: 'snapshots',
      reason: 'files_only',
      value: null,
    });
  });

  it('leaves what cannot be read with its own reason', () => {
    expect(rejectOf('{', { findDataset, boundDataset: 'snapshots' })).toMatchObject({
      dataset: 'snapshots',
      reason: 'malformed_record',
    });
  });
});

describe('a stream bound to one dataset', () => {
  const bound = { boundDataset: 'title-ratings' };

  it('carries plain records, and envelopes too', () => {
    expect(
      datasetsOf(
        [rating(1), { ...rating(2), dataset: 'x' }, enveloped(rating(3)), { dataset: 'nope', data: {} }],
        bound,
      ),
    ).toEqual([
      ['row', 'title-ratings'],
      ['row', 'title-ratings'],
      ['row', 'title-ratings'],
      ['unknown_dataset', 'unrouted'],
    ]);
  });

  it('keeps what cannot be read with its dataset', () => {
    expect(rejectOf('{', bound)).toMatchObject({
      dataset: 'title-ratings',
      reason: 'malformed_record',
      value: '{',
    });
    expect(rejectOf('{"numVotes":1,"numVotes":2}', bound)).toMatchObject({
      dataset: 'title-ratings',
      reason: 'duplicate_key',
      value: 'numVotes',
    });
    expect(rejectOf('{"__proto__":{}}', bound)).toMatchObject({
      dataset: 'title-ratings',
      reason: 'reserved_key',
    });
  });

  it('gives a bad envelope to its own dataset, unless that is in doubt', () => {
    const twice = (first: string) => `{${first}"dataset":"title-basics","data":{"a":1,"a":2}}`;
    expect(rejectOf(twice(''), bound)).toMatchObject({
      dataset: 'title-basics',
      reason: 'duplicate_key',
      value: 'a',
    });
    expect(rejectOf(twice('"dataset":"x",'), bound)).toMatchObject({
      dataset: 'title-ratings',
      reason: 'duplicate_key',
    });
  });

  it('without a contract is told', () => {
    expect(rejectOf({}, { boundDataset: 'nope' })).toMatchObject({
      dataset: 'unrouted',
      reason: 'unknown_dataset',
      value: 'nope',
    });
  });
});

describe('what a masked column holds', () => {
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
  const findDataset = (name: string) => (name === 'people' ? people : undefined);

  it('is masked in rows, by the codec’s hash', () => {
    expect(judged({ dataset: 'people', data: person }, { findDataset })).toMatchObject([
      { row: { values: [codec.sha256Hex('a@example.org'), '[redacted]', 1990] } },
    ]);
  });

  const enclosed = JSON.stringify({ dataset: 'people', data: person });
  it.each<[string, string, string | undefined]>([
    ['too long for its column', enclosed.replace('P123', 'x'.repeat(21)), undefined],
    ['in what is no JSON', enclosed.slice(0, -1), undefined],
    ['in what is no JSON, of a bound stream', `{"email":"a@example.org"`, 'people'],
    ['in what is no object, of a bound stream', `"a@example.org"`, 'people'],
    ['in a line', `${enclosed}x\n{}`, undefined],
    ['in data that is no object', '{"dataset":"people","data":"a@example.org"}', undefined],
    ['in a misspelt envelope', enclosed.replace('dataset', 'datset'), undefined],
    ['as a repeated key', '{"dataset":"people","data":{"a@example.org":1,"a@example.org":2}}', undefined],
    ['as a repeated key of nobody knows what', '{"data":{"a@example.org":1,"a@example.org":2}}', undefined],
  ])('is not shown by a fault: %s', (_, content, boundDataset) => {
    for (const one of judged(content, { findDataset, boundDataset }))
      if ('reject' in one) expect(one.reject.value).toBeNull();
      else throw new Error('not a reject');
  });
});
