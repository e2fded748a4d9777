import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Dataset } from '../dataset.js';
import { sourceColumns } from '../derivation.js';
import { valueReader } from '../read-value.js';
import { tableColumns } from '../table-columns.js';
import { recordValidator } from '../zod-schema.js';
import { compareContracts } from './compare-contracts.js';
import { describeContract } from './contract-description.js';
import { raw } from './near-columns.testing.js';
import { nearContracts } from './near-contracts.testing.js';

const seed = 20_262;
const sha256Hex = (text: string) => `digest of ${text}`;

/** Records of values that each column accepts, so that most of them pass. */
function recordsOf(dataset: Dataset, values: readonly unknown[]): Record<string, unknown>[] {
  const pools = sourceColumns(dataset).map((column) => {
    const read = valueReader(column, dataset.nullTokens);
    return {
      from: column.from,
      values: [undefined, null, ...values].filter((value) => 'value' in read(value)),
    };
  });
  return Array.from({ length: 25 }, (_, index) =>
    Object.fromEntries(
      pools.flatMap((pool, place) => {
        const value = pool.values[(index * (place + 1) + place) % pool.values.length];
        return value === undefined ? [] : [[pool.from, value]];
      }),
    ),
  );
}

/** The values of the columns that both tables have, as a contract gives them; undefined when it refuses the record. */
function judge(dataset: Dataset, other: Dataset) {
  const validate = recordValidator(dataset, sha256Hex);
  const others = new Set(tableColumns(other).map(({ name }) => name));
  const names = tableColumns(dataset).map(({ name }) => name);
  return (record: unknown): Record<string, unknown> | undefined => {
    const verdict = validate(record);
    if (!verdict.ok) return undefined;
    return Object.fromEntries(
      names.flatMap((name, index) => (others.has(name) ? [[name, verdict.row[index]]] : [])),
    );
  };
}

it('what an older contract accepted survives every change that is not said to break records', () => {
  const seen = { records: 0, surviving: 0, breaking: 0 };
  const pool = fc.sample(raw, { seed, numRuns: 300 });
  const anyValues = fc.nat(pool.length - 50).map((start) => pool.slice(start, start + 50));
  fc.assert(
    fc.property(nearContracts, anyValues, ({ old, now }, values) => {
      fc.pre(old !== undefined && now !== undefined);
      const changes = compareContracts(describeContract(old), describeContract(now));
      const [judgeOld, judgeNow] = [judge(old, now), judge(now, old)];
      const accepted = recordsOf(old, values).flatMap((record) => {
        const before = judgeOld(record);
        return before ? [{ before, now: judgeNow(record), record }] : [];
      });
      const turned = accepted.filter(
        (each) =>
          !each.now || Object.keys(each.before).some((name) => each.before[name] !== each.now?.[name]),
      );
      for (const { breaksRecords, kind } of changes) if (breaksRecords) expect(kind).toBe('breaking');
      if (changes.some(({ breaksRecords }) => breaksRecords)) {
        seen.breaking++;
        return;
      }
      seen.surviving++;
      seen.records += accepted.length;
      expect(turned).toEqual([]);
    }),
    { seed, numRuns: 600 },
  );
  expect(seen.surviving).toBeGreaterThan(200);
  expect(seen.records).toBeGreaterThan(4000);
  expect(seen.breaking).toBeGreaterThan(200);
});
