import { integer, text, titleBasics, titleRatings, unrouted, type Dataset } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { expectedTables } from './create-tables.js';
import {
  existingColumnsSql,
  missingForLoads,
  planMigration,
  readExistingColumns,
  type ExistingColumn,
} from './plan-migration.js';
import { prices } from './staged-load.testing.js';
import { TestWarehouse } from './warehouse.testing.js';

const standing = (datasets: readonly Dataset[]): ExistingColumn[] =>
  datasets.flatMap(expectedTables).flatMap(({ table, columns }) =>
    columns.map(({ name, type, notNull }) => ({
      schema: table.schema,
      table: table.name,
      name,
      type,
      nullable: !notNull,
    })),
  );
const tableChanges = (steps: readonly { readonly sql: string }[]) =>
  steps.map(({ sql }) => sql).filter((sql) => /^(CREATE|ALTER) TABLE/.test(sql));

describe('planMigration', () => {
  it('creates everything in an empty warehouse', () => {
    const { steps, refusals } = planMigration([titleBasics, unrouted], []);
    expect(refusals).toEqual([]);
    expect(steps.map(({ purpose }) => purpose)).toEqual([
      'schema imdb',
      'schema sluice',
      'rows of title-basics',
      'bad records of title-basics, with their reasons',
      'what was loaded into title-basics, source by source',
      'empty; loads of title-basics queue on it',
      'rows of unrouted',
      'bad records of unrouted, with their reasons',
      'what was loaded into unrouted, source by source',
      'empty; loads of unrouted queue on it',
      'every load of every dataset',
      'every bad record of every dataset',
    ]);
  });

  it('changes no table that is as the contract has it', () => {
    const { steps, refusals } = planMigration(
      [titleBasics, titleRatings],
      standing([titleBasics, titleRatings]),
    );
    expect(refusals).toEqual([]);
    expect(tableChanges(steps)).toEqual([]);
  });

  it('says what loads lack, and nothing once it stands', () => {
    expect(missingForLoads([titleBasics], standing([titleRatings]))).toHaveLength(4);
    expect(missingForLoads([titleBasics], standing([titleBasics]))).toEqual([]);
  });

  it('adds a column that may be null', () => {
    const grown = { ...prices, columns: [...prices.columns, integer('weight', { nullable: true })] };
    expect(tableChanges(planMigration([grown], standing([prices])).steps)).toEqual([
      'ALTER TABLE "shop"."prices" ADD COLUMN "weight" INTEGER',
    ]);
  });

  it.each([
    ['a new required column', [...prices.columns, integer('weight')], 'weight', 'is new and not nullable'],
    [
      'another length',
      [text('sku', { maxBytes: 65 }), ...prices.columns.slice(1)],
      'sku',
      'is VARCHAR(64) in the table, VARCHAR(65) in the contract',
    ],
    [
      'a column that is now optional',
      [
        prices.columns[0] as Dataset['columns'][number],
        integer('price', { nullable: true }),
        ...prices.columns.slice(2),
      ],
      'price',
      'is NOT NULL in the table, nullable in the contract',
    ],
    [
      'a required column that is gone',
      prices.columns.filter(({ name }) => name !== 'price'),
      'price',
      'is NOT NULL in the table and absent from the contract',
    ],
  ])('refuses %s', (_, columns, column, reason) => {
    const { refusals } = planMigration([{ ...prices, columns }], standing([prices]));
    expect(refusals).toEqual([
      { table: { schema: 'shop', name: 'prices' }, column, reason: expect.stringContaining(reason) },
    ]);
  });

  it('leaves a foreign column alone', () => {
    const foreign = { schema: 'shop', table: 'prices', name: 'note', type: 'VARCHAR(9)', nullable: true };
    const { steps, refusals } = planMigration([prices], [...standing([prices]), foreign]);
    expect([refusals, tableChanges(steps)]).toEqual([[], []]);
  });
});

describe('existing columns', () => {
  it('reads the catalog’s words', () => {
    const row = (type: string, ...sizes: (number | null)[]) => ['shop', 't', 'c', type, ...sizes, 'NO'];
    expect(
      readExistingColumns([
        row('character varying', 12, null, null),
        row('numeric', null, 3, 1),
        row('timestamp without time zone', null, null, null),
        row('geometry', null, null, null),
      ]).map(({ type }) => type),
    ).toEqual(['VARCHAR(12)', 'DECIMAL(3,1)', 'TIMESTAMP', 'geometry']);
  });

  it('asks a query that finds the tables', async () => {
    const warehouse = await TestWarehouse.create([prices]);
    const found = await warehouse.query(existingColumnsSql([prices]));
    const columns = readExistingColumns(found.map((row) => Object.values(row)));
    expect(
      columns.filter(({ table }) => table === 'prices').map(({ name, nullable }) => [name, nullable]),
    ).toEqual([
      ['sku', false],
      ['price', false],
      ['tags', true],
      ['_record_id', false],
      ['_arrived_at', false],
      ['_load_id', false],
    ]);
    warehouse.close();
  });

  it('may be created twice', async () => {
    const warehouse = await TestWarehouse.create([prices, unrouted]);
    for (const { sql } of planMigration([prices, unrouted], []).steps) await warehouse.run(sql);
    expect(await warehouse.query('SELECT COUNT(*) AS n FROM sluice.ledger')).toEqual([{ n: '0' }]);
    warehouse.close();
  });
});
