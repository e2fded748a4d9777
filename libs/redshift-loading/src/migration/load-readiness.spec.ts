import { integer, text, type Dataset } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { readExistingColumns, type ExistingColumn } from './catalog.js';
import { expectedTables } from './create-tables.js';
import { missingForLoads } from './load-readiness.js';
import { prices, visits } from '@sluice/load-model';

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
const withColumns = (...columns: Dataset['columns'][number][]): Dataset => ({ ...prices, columns });
const [sku, price, tags] = prices.columns as [
  Dataset['columns'][number],
  Dataset['columns'][number],
  Dataset['columns'][number],
];

describe('missingForLoads', () => {
  it('names each table that is not there', () => {
    expect(missingForLoads([prices], standing([visits]))).toEqual(
      ['prices', 'prices__rejects', 'prices__ledger', 'prices__lock'].map(
        (name) => `shop.${name} (dataset prices) is not there, or this user may not use it`,
      ),
    );
    expect(missingForLoads([prices, visits], standing([prices, visits]))).toEqual([]);
  });

  it.each<[string, Dataset, string]>([
    [
      'a column, that may be null too',
      withColumns(sku, price, tags, integer('weight', { nullable: true })),
      'lacks the column weight: loads need it as INTEGER',
    ],
    [
      'the length of a text',
      withColumns(text('sku', { maxBytes: 65 }), price, tags),
      'has sku as VARCHAR(64): loads need it as VARCHAR(65)',
    ],
    [
      'a type',
      withColumns(sku, text('price', { maxBytes: 4 }), tags),
      'has price as INTEGER: loads need it as VARCHAR(4)',
    ],
    [
      'a column that takes NULL',
      withColumns(sku, integer('price', { nullable: true }), tags),
      'has price as NOT NULL: loads need it as INTEGER that may be null',
    ],
    [
      'a column less',
      withColumns(sku, tags),
      'has price as NOT NULL without a default: loads do not know the column',
    ],
  ])('says what is there and what loads need: %s', (_, dataset, fault) => {
    expect(missingForLoads([dataset], standing([prices]))).toEqual([`shop.prices (dataset prices) ${fault}`]);
  });

  it('lets an older processor go on beside a newer table', () => {
    const newer: Dataset = {
      ...prices,
      columns: [
        text('sku', { maxBytes: 99 }),
        price,
        { ...tags, nullable: true },
        integer('weight', { nullable: true }),
      ],
    };
    const older = standing([newer]).filter(({ table }) => table !== 'ledger');
    expect(missingForLoads([prices], older)).toEqual([]);
  });

  it('needs none of what only readers need: a table that takes NULL, views', () => {
    const lax = standing([prices]).map((column) =>
      column.name === 'price' ? { ...column, nullable: true } : column,
    );
    expect(missingForLoads([prices], lax)).toEqual([]);
  });
});

describe('existing columns', () => {
  it('reads the catalog’s words', () => {
    const row = (type: string, ...sizes: (number | null)[]) => ['shop', 't', 'c', type, ...sizes, 'NO', null];
    expect(
      readExistingColumns([
        row('character varying', 12, null, null),
        row('numeric', null, 3, 1),
        row('timestamp without time zone', null, null, null),
        row('geometry', null, null, null),
      ]).map(({ type }) => type),
    ).toEqual(['VARCHAR(12)', 'DECIMAL(3,1)', 'TIMESTAMP', 'geometry']);
    const read = (nullable: string, value: string | null) =>
      readExistingColumns([['shop', 't', 'c', 'integer', null, 32, 0, nullable, value]]).map((column) => [
        column.nullable,
        column.hasDefault,
      ]);
    expect([...read('NO', null), ...read('YES', ''), ...read('NO', '0')]).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
  });
});
