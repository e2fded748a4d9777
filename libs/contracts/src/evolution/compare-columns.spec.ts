import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column } from '../column.js';
import type { Dataset } from '../dataset.js';
import { datasets } from '../datasets/registry.js';
import { integer } from '../define-column.js';
import { valueReader } from '../read-value.js';
import { compareColumns } from './compare-columns.js';
import { isSame } from './contract-change.js';
import { describeContract, type ColumnDescription } from './contract-description.js';
import { canBeDefined, columnsOf, partly, raw } from './near-columns.testing.js';

const seed = 20_261;
const described = (column: Column): ColumnDescription => {
  const dataset = { ...(datasets[0] as Dataset), columns: [column] };
  return describeContract(dataset).columns[0] as ColumnDescription;
};

describe('what compareColumns says holds for every record', () => {
  it.each(Object.keys(columnsOf))('of a %s column', (type) => {
    const column = columnsOf[type] as fc.Arbitrary<Column>;
    const seen = { breaking: 0, additive: 0, neutral: 0, same: 0 };
    const pair = fc.tuple(column, column, fc.uniqueArray(fc.nat({ max: 8 }), { minLength: 1, maxLength: 2 }));
    const rawValues = fc.array(raw, { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(pair, rawValues, ([old, other, parts], values) => {
        const now = partly(old, other, parts);
        fc.pre([old, now].every(canBeDefined));
        const changes = compareColumns(described(old), described(now));
        const kinds = new Set(changes.map(({ kind }) => kind));
        const kind = (['breaking', 'additive', 'neutral'] as const).find((each) => kinds.has(each)) ?? 'same';
        seen[kind]++;
        if (kind === 'breaking') return;
        const [before, after] = [valueReader(old, []), valueReader(now, [])];
        const turned = values.filter((value) => {
          const reading = before(value);
          return ('value' in reading || kind !== 'additive') && !isSame(after(value), reading);
        });
        expect(turned).toEqual([]);
      }),
      { seed, numRuns: 500 },
    );
    expect(seen.breaking).toBeGreaterThan(50);
    expect(seen.additive).toBeGreaterThan(20);
  });

  it('a column that did not change', () => {
    fc.assert(
      fc.property(fc.oneof(...Object.values(columnsOf)), (column) => {
        expect(compareColumns(described(column), described(structuredClone(column)))).toEqual([]);
      }),
      { seed },
    );
  });

  it('calls a rule breaking only when there are records that it turns', () => {
    const range = fc
      .tuple(fc.integer({ min: -3, max: 12 }), fc.integer({ min: 0, max: 9 }))
      .map(([min, more]) => ({ min, max: min + more }));
    const probes = Array.from({ length: 41 }, (_, index) => String(index - 10));
    fc.assert(
      fc.property(range, range, (old, now) => {
        const [before, after] = [described(integer('c', old)), described(integer('c', now))];
        const [read, readNow] = [valueReader(before, []), valueReader(after, [])];
        const turned = [...probes, String(old.max), String(old.min)].some(
          (probe) => 'value' in read(probe) && !('value' in readNow(probe)),
        );
        const breaking = compareColumns(before, after).some(({ kind }) => kind === 'breaking');
        expect(breaking).toBe(turned);
      }),
      { seed },
    );
  });
});
