import { describe, expect, it } from 'vitest';
import { date, integer, text } from '../define-column.js';
import { additiveMigration, migrationText } from './additive-migration.js';
import { describeContract } from './contract-description.js';
import { shopContract, withColumn, withNewColumn } from './shop-contract.testing.js';

const shop = describeContract(shopContract());
const migrationTo = (dataset: ReturnType<typeof shopContract>) =>
  additiveMigration(shop, describeContract(dataset)).map(({ sql, isAutomatic }) => [sql, isAutomatic]);

describe('additiveMigration', () => {
  it.each([
    [
      'a nullable column',
      withNewColumn(text('size', { maxBytes: 4, nullable: true })),
      [['ALTER TABLE "shop"."sales" ADD COLUMN "size" VARCHAR(4)', true]],
    ],
    [
      'a longer text',
      withColumn('note', text('note', { maxBytes: 300, minBytes: 2, nullable: true })),
      [['ALTER TABLE "shop"."sales" ALTER COLUMN "note" TYPE VARCHAR(300)', true]],
    ],
    [
      'other keys of the table',
      shopContract({ table: { schema: 'shop', name: 'sales', sortKeys: ['sold_on', 'sku'] } }),
      [
        ['ALTER TABLE "shop"."sales" ALTER DISTSTYLE AUTO', false],
        ['ALTER TABLE "shop"."sales" ALTER COMPOUND SORTKEY ("sold_on", "sku")', false],
      ],
    ],
    [
      'another dist key',
      shopContract({ table: { schema: 'shop', name: 'sales', distKey: 'serial', sortKeys: ['sold_at'] } }),
      [['ALTER TABLE "shop"."sales" ALTER DISTSTYLE KEY DISTKEY "serial"', false]],
    ],
    [
      'a column that is masked by its digest: no length of the table changes',
      withColumn('email', text('email', { maxBytes: 200, mask: 'sha256' })),
      [],
    ],
    [
      'a new column that is dropped',
      withNewColumn(text('size', { maxBytes: 4, nullable: true, mask: 'drop' })),
      [],
    ],
    [
      'a nullable column with a default, which is of records: loaded rows hold null',
      withNewColumn(text('size', { maxBytes: 4, nullable: true, default: 'M' })),
      [['ALTER TABLE "shop"."sales" ADD COLUMN "size" VARCHAR(4)', true]],
    ],
    [
      'a nullable derived column',
      withNewColumn(date('day', { nullable: true, derive: { kind: 'day', of: 'sold_at' } })),
      [['ALTER TABLE "shop"."sales" ADD COLUMN "day" DATE', true]],
    ],
    [
      'a required column with a default: a person’s decision',
      withNewColumn(integer('size', { default: '0' })),
      [],
    ],
    ['a required column: a person’s decision', withNewColumn(integer('size')), []],
    ['a shorter text: a person’s decision', withColumn('sku', text('sku', { maxBytes: 4 })), []],
    ['another type: a person’s decision', withColumn('sold_at', date('sold_at')), []],
    [
      'another table, which is created',
      shopContract({ table: { schema: 'shop', name: 'sold', sortKeys: ['sku'] } }),
      [],
    ],
  ])('of %s', (_, dataset, expected) => {
    expect(migrationTo(dataset)).toEqual(expected);
  });

  it('as a file says how to run it', () => {
    const [longer, added] = [
      withColumn('note', text('note', { maxBytes: 300, minBytes: 2, nullable: true })),
      withNewColumn(text('size', { maxBytes: 4, nullable: true })),
    ].map((dataset) => migrationText('a title', additiveMigration(shop, describeContract(dataset))));
    expect(longer).toBe(`-- a title
-- Columns and lengths: \`sluice migrate\` alters them before the deployment, for the loads that run until then
-- leave alone what they do not know. Redshift alters a length outside transactions only.

-- longer texts in note of shop.sales
ALTER TABLE "shop"."sales" ALTER COLUMN "note" TYPE VARCHAR(300);
`);
    expect(added).toBe(`-- a title
-- Columns and lengths: \`sluice migrate\` alters them before the deployment, for the loads that run until then
-- leave alone what they do not know. Redshift alters a length outside transactions only.

-- column size of shop.sales
ALTER TABLE "shop"."sales" ADD COLUMN "size" VARCHAR(4);
`);
  });
});
