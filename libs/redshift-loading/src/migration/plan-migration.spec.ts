import { boolean, integer, text, titleBasics, titleRatings, unrouted, type Dataset } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { emptyCatalog, type Catalog, type ExistingColumn } from './catalog.js';
import { expectedTables, schemasOf } from './create-tables.js';
import { liveViews, unionViews, type ExpectedView } from './create-views.js';
import { planMigration } from './plan-migration.js';
import { quoteTable } from '../quote.js';
import { prices, visits } from '@sluice/load-model';
import { datasetTables } from '../tables.js';

const columnsOf = (datasets: readonly Dataset[]): ExistingColumn[] =>
  datasets.flatMap(expectedTables).flatMap(({ table, columns }) =>
    columns.map(({ name, type, notNull }) => ({
      schema: table.schema,
      table: table.name,
      name,
      type,
      nullable: !notNull,
    })),
  );

const viewColumns = ({ view, columns }: ExpectedView): ExistingColumn[] =>
  columns.map((name) => ({
    schema: view.schema,
    table: view.name,
    name,
    type: 'VARCHAR(1)',
    nullable: true,
  }));

/** A warehouse that was migrated to the contracts. */
function standing(datasets: readonly Dataset[], rest: Partial<Catalog> = {}): Catalog {
  const views = [...datasets.flatMap(liveViews), ...unionViews(datasets)];
  return {
    columns: [...columnsOf(datasets), ...views.flatMap(viewColumns)],
    schemas: schemasOf(datasets),
    views: views.map(({ view, body }) => ({ ...view, definition: `create view ${view.name} as ${body};` })),
    users: ['admin'],
    privileges: [],
    ...rest,
  };
}

const sqlOf = (plan: { readonly steps: readonly { readonly sql: string }[] }): string[] =>
  plan.steps.map(({ sql }) => sql);
const head = (sql: string): string => sql.split('\n', 1)[0] ?? '';

const accounts: Dataset = {
  ...prices,
  name: 'accounts',
  table: { ...prices.table, name: 'accounts' },
  columns: [...prices.columns, boolean('gone')],
  load: { mode: 'upsert', key: ['sku'], tombstoneColumn: 'gone' },
};

describe('planMigration', () => {
  it('creates everything in an empty warehouse', () => {
    const { steps, refusals } = planMigration([accounts, unrouted], emptyCatalog);
    expect(refusals).toEqual([]);
    expect(steps.map(({ purpose }) => purpose)).toEqual([
      'schema shop',
      'schema sluice',
      'rows of accounts',
      'bad records of accounts, with their reasons',
      'what was loaded into accounts, source by source',
      'empty; loads of accounts queue on it',
      'rows of unrouted',
      'bad records of unrouted, with their reasons',
      'what was loaded into unrouted, source by source',
      'empty; loads of unrouted queue on it',
      'rows of accounts that are not deleted',
      'every load of every dataset',
      'every bad record of every dataset',
    ]);
    expect(steps.every(({ runs }) => runs === 'in transaction')).toBe(true);
  });

  it('leaves nothing to do once it ran', () => {
    const datasets = [titleBasics, titleRatings, accounts];
    expect(planMigration(datasets, standing(datasets))).toEqual({ steps: [], refusals: [] });
  });

  it('adds a column that may be null, behind the loads, with its encoding', () => {
    const grown: Dataset = {
      ...prices,
      columns: [...prices.columns, integer('weight', { nullable: true })],
      table: { ...prices.table, encodings: { weight: 'zstd' } },
    };
    expect(planMigration([grown], standing([prices])).steps).toEqual([
      {
        sql: 'ALTER TABLE "shop"."prices" ADD COLUMN "weight" INTEGER ENCODE ZSTD',
        purpose: 'column weight of shop.prices',
        runs: 'in transaction',
        behind: { schema: 'shop', name: 'prices__lock' },
      },
    ]);
  });

  it('makes a text longer outside transactions, after all else, and leaves a longer one as it is', () => {
    const catalog = standing([prices, visits]);
    const longer = (dataset: Dataset, maxBytes: number): Dataset => ({
      ...dataset,
      columns: dataset.columns.map((column) => (column.type === 'text' ? { ...column, maxBytes } : column)),
    });
    const columns = catalog.columns.filter(({ table }) => table !== 'visits__lock');
    const { steps } = planMigration([longer(prices, 65), visits], { ...catalog, columns });
    expect(steps.map(({ sql, runs }) => [head(sql), runs])).toEqual([
      ['CREATE TABLE IF NOT EXISTS "shop"."visits__lock" (', 'in transaction'],
      ['ALTER TABLE "shop"."prices" ALTER COLUMN "sku" TYPE VARCHAR(65)', 'alone'],
    ]);
    expect(sqlOf(planMigration([longer(prices, 63), visits], catalog))).toEqual([]);
  });

  it('takes an encoding off for a longer text that it would not let through', () => {
    const longer: Dataset = {
      ...prices,
      columns: [text('sku', { maxBytes: 65 }), ...prices.columns.slice(1)],
      table: { ...prices.table, encodings: { sku: 'text255' } },
    };
    const plan = planMigration([longer], standing([prices]));
    expect(sqlOf(plan)).toEqual([
      'ALTER TABLE "shop"."prices" ALTER COLUMN "sku" ENCODE ZSTD',
      'ALTER TABLE "shop"."prices" ALTER COLUMN "sku" TYPE VARCHAR(65)',
      'ALTER TABLE "shop"."prices" ALTER COLUMN "sku" ENCODE TEXT255',
    ]);
    expect(plan.steps.every(({ runs }) => runs === 'alone')).toBe(true);
  });

  it('gives the tables of an older Sluice what they lack', () => {
    const { columns, ...rest } = standing([prices]);
    const lacking = ['started_at', 'staged_at', 'settled_load_id'];
    const older = columns.filter(({ name }) => !lacking.includes(name));
    const { steps, refusals } = planMigration([prices], { ...rest, columns: older });
    expect(refusals).toEqual([]);
    expect(steps.map(({ sql }) => head(sql))).toEqual([
      'ALTER TABLE "shop"."prices__rejects" ADD COLUMN "settled_load_id" VARCHAR(64)',
      'ALTER TABLE "shop"."prices__ledger" ADD COLUMN "started_at" TIMESTAMP',
      'ALTER TABLE "shop"."prices__ledger" ADD COLUMN "staged_at" TIMESTAMP',
      'DROP VIEW "sluice"."ledger"',
      'CREATE OR REPLACE VIEW "sluice"."ledger" AS',
      'DROP VIEW "sluice"."rejects"',
      'CREATE OR REPLACE VIEW "sluice"."rejects" AS',
    ]);
  });

  it.each<[string, Dataset['columns'], string, string]>([
    ['a new required column', [...prices.columns, integer('weight')], 'weight', 'is new and not nullable'],
    [
      'another type',
      [text('sku', { maxBytes: 64 }), text('price', { maxBytes: 9 }), ...prices.columns.slice(2)],
      'price',
      'is INTEGER in the table, VARCHAR(9) in the contract',
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
      'a column that is now required',
      prices.columns.map((column) => ({ ...column, nullable: false })),
      'tags',
      'is nullable in the table, required in the contract',
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

  it('leaves a foreign column alone that may be left out', () => {
    const catalog = standing([prices]);
    const foreign = { schema: 'shop', table: 'prices', type: 'VARCHAR(9)' };
    const columns = [
      ...catalog.columns,
      { ...foreign, name: 'note', nullable: true },
      { ...foreign, name: 'kept_by', nullable: false, hasDefault: true },
    ];
    expect(planMigration([prices], { ...catalog, columns })).toEqual({ steps: [], refusals: [] });
  });

  it('refuses a view where a table belongs, and a table where a view does', () => {
    const view = { schema: 'shop', name: 'prices', definition: 'create view prices as select 1' };
    expect(planMigration([prices], { ...emptyCatalog, views: [view] }).refusals).toEqual([
      { table: datasetTables(prices).target, column: undefined, reason: 'is a view, where a table belongs' },
    ]);
    const table = { schema: 'sluice', table: 'ledger', name: 'n', type: 'INTEGER', nullable: true };
    expect(planMigration([prices], { ...emptyCatalog, columns: [table] }).refusals).toEqual([
      {
        table: { schema: 'sluice', name: 'ledger' },
        column: undefined,
        reason: 'is a table, where a view belongs',
      },
    ]);
  });
});

describe('views over every dataset', () => {
  it('are replaced for a dataset more, which keeps what was granted on them', () => {
    expect(sqlOf(planMigration([prices, visits], standing([prices]))).map(head)).toEqual([
      ...expectedTables(visits).map(({ table }) => `CREATE TABLE IF NOT EXISTS ${quoteTable(table)} (`),
      'CREATE OR REPLACE VIEW "sluice"."ledger" AS',
      'CREATE OR REPLACE VIEW "sluice"."rejects" AS',
    ]);
  });

  it('are made anew for other columns, in one transaction with what was granted on them', () => {
    const catalog = standing([prices]);
    const columns = catalog.columns.filter(({ table, name }) => table !== 'ledger' || name !== 'staged_at');
    const granted = (privilege: string, type: 'user' | 'group' | 'public', name: string) => ({
      on: 'relation' as const,
      schema: 'sluice',
      name: 'ledger',
      privilege,
      grantee: { type, name },
    });
    const { steps } = planMigration([prices], {
      ...catalog,
      columns,
      privileges: [
        granted('SELECT', 'user', 'IAMR:Reader'),
        granted('SELECT', 'group', 'finance'),
        granted('SELECT', 'public', ''),
        granted('REFERENCES', 'user', 'IAMR:Reader'),
      ],
    });
    expect(steps.map(({ sql, joined }) => [head(sql), joined])).toEqual([
      ['DROP VIEW "sluice"."ledger"', undefined],
      ['CREATE OR REPLACE VIEW "sluice"."ledger" AS', true],
      ['GRANT SELECT ON TABLE "sluice"."ledger" TO "IAMR:Reader", GROUP "finance", PUBLIC', true],
      ['GRANT REFERENCES ON TABLE "sluice"."ledger" TO "IAMR:Reader"', true],
    ]);
  });

  it('are known by their text where the catalog does not list their columns', () => {
    const { columns, views, ...rest } = standing([prices]);
    const unlisted = columns.filter(({ schema }) => schema !== 'sluice');
    expect(planMigration([prices], { ...rest, views, columns: unlisted }).steps).toEqual([]);
    const others = views.map((view) => ({
      ...view,
      definition: `${view.definition} `.replace('prices', 'visits'),
    }));
    expect(sqlOf(planMigration([prices], { ...rest, views: others, columns: unlisted })).map(head)).toEqual([
      'DROP VIEW "sluice"."ledger"',
      'CREATE OR REPLACE VIEW "sluice"."ledger" AS',
      'DROP VIEW "sluice"."rejects"',
      'CREATE OR REPLACE VIEW "sluice"."rejects" AS',
    ]);
  });

  it('have the others that are there, when only some are migrated', () => {
    const [ledger = ''] = sqlOf(
      planMigration([visits], standing([prices]), { all: [prices, visits, titleBasics] }),
    ).filter((sql) => sql.includes('VIEW "sluice"."ledger"'));
    expect([...ledger.matchAll(/CAST\('([^']*)'/g)].map(([, name]) => name)).toEqual(['prices', 'visits']);
  });

  it('stay as they are while one of the others waits for columns', () => {
    const catalog = standing([prices]);
    const columns = catalog.columns.filter(
      ({ table, name }) => table !== 'prices__ledger' || name !== 'staged_at',
    );
    const plan = planMigration([visits], { ...catalog, columns }, { all: [prices, visits] });
    expect(sqlOf(plan).filter((sql) => sql.includes('VIEW'))).toEqual([]);
    expect(plan.steps).toHaveLength(4);
  });

  it('are over parts, where one statement would be too long', () => {
    const many = Array.from({ length: 400 }, (_, index) => {
      const name = `dataset-number-${index}`;
      return { ...visits, name, table: { ...visits.table, name: `${'n'.repeat(100)}_${index}` } };
    });
    const { steps, refusals } = planMigration(many, emptyCatalog);
    expect(refusals).toEqual([]);
    expect(Math.max(...steps.map(({ sql }) => Buffer.byteLength(sql)))).toBeLessThanOrEqual(100_000);
    const parts = sqlOf({ steps }).filter((sql) => /VIEW "sluice"."ledger__part\d+"/.test(sql));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join('').match(/CAST\(/g)).toHaveLength(400);
    const whole = sqlOf({ steps }).find((sql) => sql.includes('VIEW "sluice"."ledger" AS'));
    expect(whole?.match(/FROM "sluice"\."ledger__part\d+"/g)).toHaveLength(parts.length);
    expect(planMigration(many, standing(many))).toEqual({ steps: [], refusals: [] });
  });

  it('are refused where a statement would still be too long', () => {
    const wide: Dataset = {
      ...visits,
      columns: Array.from({ length: 1500 }, (_, index) => integer(`${'c'.repeat(90)}_${index}`)),
    };
    expect(planMigration([wide], emptyCatalog).refusals).toEqual([
      {
        table: undefined,
        column: undefined,
        reason: expect.stringMatching(/^rows of visits: the statement has \d+ bytes/),
      },
    ]);
  });
});
