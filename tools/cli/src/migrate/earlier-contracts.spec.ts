import {
  additiveMigration,
  boolean,
  decimal,
  describeContract,
  integer,
  json,
  text,
  timestamp,
  type Column,
  type Dataset,
  defineDataset,
} from '@sluice/contracts';
import { readCatalog, runMigration } from '@sluice/redshift-data-api';
import {
  existingColumnsSql,
  missingForLoads,
  planMigration,
  readExistingColumns,
} from '@sluice/redshift-loading';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMigrateBed, type MigrateBed } from './migrate-runs.testing.js';

let bed: MigrateBed;
beforeAll(async () => {
  bed = await startMigrateBed();
});
afterAll(() => bed.close());

const limits = { timeoutSeconds: 60 };

/** A column that rows without it may have; `bytes` of texts. */
const newColumn = fc.record({
  kind: fc.constantFrom('text', 'integer', 'decimal', 'boolean', 'timestamp', 'json'),
  bytes: fc.integer({ min: 1, max: 99 }),
});

interface Step {
  /** Columns that come. */
  readonly added: readonly { readonly kind: string; readonly bytes: number }[];
  /** What every text gets longer by. */
  readonly longerBy: number;
}

const history: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ added: fc.array(newColumn, { maxLength: 2 }), longerBy: fc.constantFrom(0, 0, 1, 200) }),
  { minLength: 1, maxLength: 4 },
);

function column(name: string, { kind, bytes }: Step['added'][number], longer: number): Column {
  const options = { nullable: true } as const;
  switch (kind) {
    case 'integer':
      return integer(name, options);
    case 'decimal':
      return decimal(name, { ...options, precision: 9, scale: 2 });
    case 'boolean':
      return boolean(name, options);
    case 'timestamp':
      return timestamp(name, options);
    case 'json':
      return json(name, { ...options, maxBytes: 999 });
    default:
      return text(name, { ...options, maxBytes: bytes + longer });
  }
}

/** The contract after so many steps of its history. */
function versionOf(schema: string, steps: readonly Step[], encoded: boolean): Dataset {
  const added = steps.flatMap((step, index) =>
    step.added.map((each, place) => {
      const longer = steps.slice(index + 1).reduce((sum, { longerBy }) => sum + longerBy, 0);
      return column(`c${index}_${place}`, each, longer);
    }),
  );
  const longer = steps.reduce((sum, { longerBy }) => sum + longerBy, 0);
  return defineDataset({
    name: schema.replaceAll('_', '-'),
    version: steps.length + 1,
    table: { schema, name: 'sales', ...(encoded ? { encodings: { sku: 'bytedict' } } : {}) },
    columns: [text('sku', { maxBytes: 8 + longer }), boolean('gone'), ...added],
    load: { mode: 'upsert', key: ['sku'], tombstoneColumn: 'gone' },
  });
}

let runs = 0;

it('any earlier additive version is brought to the current one, with its rows; then nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(), fc.boolean(), async (steps, start, encoded) => {
      const schema = `shop_${(runs += 1)}`;
      const earlier = versionOf(schema, steps.slice(0, start % steps.length), encoded);
      const current = versionOf(schema, steps, encoded);
      const planFor = async (dataset: Dataset) =>
        planMigration([dataset], await readCatalog(bed.warehouse, [dataset], limits));

      await runMigration(bed.warehouse, (await planFor(earlier)).steps, limits);
      await bed.execute(
        `INSERT INTO ${schema}.sales (sku, gone, _record_id, _arrived_at, _load_id) VALUES ('a', FALSE, 'r', '2026-01-01', 'l'), ('b', TRUE, 'q', '2026-01-01', 'l')`,
      );
      const { steps: planned, refusals } = await planFor(current);
      expect(refusals).toEqual([]);
      const alterations = planned.map(({ sql }) => sql).filter((sql) => sql.startsWith('ALTER'));
      const reviewed = additiveMigration(describeContract(earlier), describeContract(current));
      expect(new Set(alterations.filter((sql) => !/ COLUMN "sku" ENCODE /.test(sql)))).toEqual(
        new Set(reviewed.filter(({ isAutomatic }) => isAutomatic).map(({ sql }) => sql)),
      );
      await runMigration(bed.warehouse, planned, limits);

      expect(await planFor(current)).toEqual({ steps: [], refusals: [] });
      const columns = readExistingColumns(await bed.rows(existingColumnsSql([current])));
      expect(missingForLoads([current], columns)).toEqual([]);
      // A processor of before goes on until it is replaced.
      expect(missingForLoads([earlier], columns)).toEqual([]);
      expect(await bed.rows(`SELECT sku FROM ${schema}.sales ORDER BY sku`)).toEqual([['a'], ['b']]);
      expect(await bed.rows(`SELECT sku, gone, _record_id FROM ${schema}.sales__live`)).toEqual([
        ['a', false, 'r'],
      ]);
      // The views over every dataset stay; the next run's replace them.
      await bed.execute(`DROP SCHEMA ${schema} CASCADE`);
    }),
    { numRuns: 5, seed: 5 },
  );
}, 60_000);
