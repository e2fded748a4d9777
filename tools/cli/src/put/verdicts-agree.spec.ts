import { findDataset, sampleRecords, titleBasics, titleRatings, type Dataset } from '@sluice/contracts';
import { recordFramer } from '@sluice/producer';
import { createRecordCodec } from '@sluice/record-codec';
import { transformRecord, type TransformedRecord } from '@sluice/stream-transform';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const codec = createRecordCodec();

interface Told {
  readonly reason: string;
  readonly column: string | null;
  readonly rule: string;
}

/** What becomes in the pipeline of a line that goes into its envelope unjudged. */
function judgedByPipeline(dataset: Dataset, line: Uint8Array): 'accepted' | Told {
  const before = Buffer.from(`{"dataset":"${dataset.name}","contractVersion":${dataset.version},"data":`);
  const data = Buffer.concat([before, line, Buffer.from('}')]);
  const judged: TransformedRecord[] = [];
  transformRecord(
    { shardId: 'shardId-000000000000', sequenceNumber: '1', arrivedAtMs: 0, data },
    0,
    { stream: 'records', findDataset, codec },
    (each) => void judged.push(each),
  );
  expect(judged).toHaveLength(1);
  const [only] = judged;
  if (!only || 'row' in only) return 'accepted';
  const { reason, column, rule } = only.reject;
  return { reason, column, rule };
}

const framers = new Map([titleRatings, titleBasics].map((dataset) => [dataset, recordFramer(dataset)]));

function refusalOf(dataset: Dataset, line: Uint8Array): 'accepted' | Told {
  const framed = framers.get(dataset)?.(line);
  if (!framed || framed.ok) return 'accepted';
  const { reason, column, rule } = framed.refusal;
  return { reason, column, rule };
}

const good = JSON.stringify({
  tconst: 'tt0000001',
  averageRating: 8.7,
  numVotes: 1,
  ratedAt: '2026-03-14T09:26:53Z',
});
const extended = (more: string) => `${good.slice(0, -1)},${more}}`;

const deep = (depth: number) => extended(`"more":${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('what the sender accepts', () => {
  it.each<[string, string | Buffer]>([
    ['a good line', good],
    ['blanks around', ` \t${good}\r`],
    ['a field of no column', extended('"more":{"a":1}')],
    ['a key twice', extended('"tconst":"tt0000002"')],
    ['a key twice below', extended('"more":{"a":1,"a":2}')],
    ['a reserved key', extended('"__proto__":{}')],
    ['a reserved key below', extended('"more":{"__proto__":{}}')],
    ['inherited names', extended('"constructor":1,"toString":2')],
    ['what looks like members in a text', extended('"more":"a\\"b:{,\\\\"')],
    ['999 deep', deep(999)],
    ['1,000 deep', deep(1000)],
    ['1,001 deep', deep(1001)],
    ['1,002 deep', deep(1002)],
    ['300,000 deep', deep(300_000)],
    ['a list for a text', '{"tconst":[[1]]}'],
    ['an empty object', '{}'],
    ['an empty array', '[]'],
    ['an array', `[${good}]`],
    ['null', 'null'],
    ['a number', '1'],
    ['a text', '"text"'],
    ['nothing', ''],
    ['a blank', ' '],
    ['a beginning', '{'],
    ['NaN', 'NaN'],
    ['a byte order mark', `\ufeff${good}`],
    ['a second data', `${good},"data":1`],
    ['an end too many', `${good}}`],
    ['NUL behind', `${good}\u0000`],
    ['an inexact number', good.replace('8.7', '9007199254740993')],
    ['half a surrogate pair', good.replace('"tt0000001"', '"tt00000\\ud800"')],
    ['a number beyond doubles', good.replace('1,', '1e400,')],
    [
      'no UTF-8',
      Buffer.concat([Buffer.from(good.slice(0, 12)), Buffer.from([0xc3, 0x28]), Buffer.from(good.slice(12))]),
    ],
  ])('is what the pipeline accepts: %s', (_, line) => {
    const bytes = Buffer.from(line as string);
    expect(refusalOf(titleRatings, bytes)).toEqual(judgedByPipeline(titleRatings, bytes));
  });

  it('is less by a line that adds keys to its envelope, which the pipeline does not see', () => {
    const line = Buffer.from(`${good},"more":1`);
    expect(judgedByPipeline(titleRatings, line)).toBe('accepted');
    expect(refusalOf(titleRatings, line)).toMatchObject({ reason: 'malformed_record', rule: 'JSON' });
  });

  const anyLine = (dataset: Dataset) => {
    const samples = [...sampleRecords(dataset, { rows: 40, seed: 7, faultRatio: 0.4 })].map(
      ({ record }) => record,
    );
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string(), fc.double(), fc.constant('\\N'));
    const keys = fc.oneof(
      fc.constantFrom(...dataset.columns.map(({ from }) => from), '__proto__', 'constructor'),
      fc.string({ maxLength: 4 }),
    );
    const changed = fc
      .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(keys, value), { maxLength: 3 }))
      .map(([record, changes]) => {
        const members = [...Object.entries(record), ...changes];
        return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`).join(',')}}`;
      });
    const cut = fc.tuple(changed, fc.nat(1000)).map(([text, at]) => text.slice(0, at));
    const spoilt = fc
      .tuple(changed, fc.nat(1000), fc.nat(255))
      .map(([text, at, byte]) => Buffer.from(text).fill(byte, at % text.length, (at % text.length) + 1));
    return fc.oneof(changed, cut, spoilt, fc.json({ maxDepth: 3 }));
  };

  it.each([titleRatings, titleBasics])(
    'is what the pipeline accepts, whatever the line: $name',
    (dataset) => {
      fc.assert(
        fc.property(anyLine(dataset), (line) => {
          const bytes = Buffer.from(line as string);
          expect(refusalOf(dataset, bytes)).toEqual(judgedByPipeline(dataset, bytes));
        }),
        { numRuns: 250 },
      );
    },
  );
});
