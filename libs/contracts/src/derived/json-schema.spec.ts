import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column } from '../column.js';
import { datasets } from '../datasets/registry.js';
import { titleRatings } from '../datasets/title-ratings.js';
import { columnsOf, raw } from '../evolution/near-columns.testing.js';
import { shopContract } from '../evolution/shop-contract.testing.js';
import { valueReader } from '../read-value.js';
import { sampleRecords } from '../sample/sample-records.js';
import { jsonSchema } from './json-schema.js';
import { jsonText } from './json-text.js';
import { isValid } from './validate-json.testing.js';

/** Faults that JSON Schema has words for, of any column. */
const expressible = new Set([
  'missing_value',
  'not_integer',
  'not_boolean',
  'not_in_enum',
  'pattern_mismatch',
]);

describe.each([...datasets, shopContract()])('the schema of $name', (dataset) => {
  const schema = jsonSchema(dataset);

  it('accepts every record that the contract accepts, and refuses what it can say', () => {
    const seen = new Map<string, number>();
    const wrong: unknown[] = [];
    for (const sample of sampleRecords(dataset, {
      rows: 3000,
      seed: 5,
      faultRatio: 0.5,
      sha256Hex: (text) => text,
    })) {
      const record = JSON.parse(JSON.stringify(sample.record)) as unknown;
      const verdict = isValid(schema, record);
      seen.set(sample.expected, (seen.get(sample.expected) ?? 0) + 1);
      const isWrong = sample.expected === 'valid' ? !verdict : verdict && expressible.has(sample.expected);
      if (isWrong) wrong.push([sample.expected, record]);
    }
    expect(wrong).toEqual([]);
    expect(seen.get('valid')).toBeGreaterThan(1000);
    const faults = [
      ...(dataset.columns.every(({ nullable }) => nullable) ? [] : ['missing_value']),
      ...(dataset.columns.some(({ type }) => type === 'integer') ? ['not_integer'] : []),
    ];
    for (const reason of faults) expect(seen.get(reason)).toBeGreaterThan(10);
  });

  it('is JSON, and names all of the contract', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(Object.keys(schema['properties'] as object)).toEqual(dataset.columns.map(({ from }) => from));
    const patterns = [...JSON.stringify(schema).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
    for (const [, pattern] of patterns) new RegExp(JSON.parse(pattern ?? '') as string, 'u');
    const described = dataset.columns.filter((column) => 'pattern' in column && column.pattern !== undefined);
    expect(patterns.length).toBeGreaterThanOrEqual(described.length);
  });
});

describe('what a column accepts, its schema accepts', () => {
  it.each(Object.keys(columnsOf))('of a %s column', (type) => {
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(
        columnsOf[type] as fc.Arbitrary<Column>,
        fc.array(raw, { minLength: 40, maxLength: 40 }),
        (column, values) => {
          const schema = jsonSchema({ ...titleRatings, columns: [column] });
          const read = valueReader(column, []);
          for (const value of values) {
            const record = value === undefined ? {} : { c: value };
            const isAccepted = 'value' in read(value);
            const verdict = isValid(schema, record);
            if (isAccepted && !verdict) throw new Error(`refused ${JSON.stringify(value)}`);
            if (isAccepted) accepted++;
            else if (!verdict) refused++;
          }
        },
      ),
      { seed: 7, numRuns: 150 },
    );
    expect(accepted).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(30);
  });
});

it('the schema of a stream of ratings', async () => {
  await expect(jsonText(jsonSchema(titleRatings))).toMatchFileSnapshot(
    '__golden__/title-ratings.schema.json',
  );
});
