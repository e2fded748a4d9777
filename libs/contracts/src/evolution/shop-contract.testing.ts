import type { Column } from '../column.js';
import type { Dataset, DatasetDefinition } from '../dataset.js';
import {
  bigint,
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
} from '../define-column.js';
import { defineDataset } from '../define-dataset.js';

/** A contract with a column of each type, for tests to change in one place. */
const shop: DatasetDefinition = {
  name: 'shop-sales',
  version: 1,
  description: 'Sales of a shop.',
  table: { schema: 'shop', name: 'sales', distKey: 'sku', sortKeys: ['sold_at'] },
  columns: [
    text('sku', { maxBytes: 16, pattern: '^[A-Z]{2}\\d+$' }),
    text('note', { maxBytes: 20, minBytes: 2, nullable: true, description: 'Free text.' }),
    text('state', { maxBytes: 9, enum: ['open', 'shut'] }),
    integer('pieces', { from: 'qty', min: 1, max: 100 }),
    bigint('serial', { min: '0', max: '1000000' }),
    decimal('price', { precision: 9, scale: 2, min: '0', max: '1000.5' }),
    double('weight', { nullable: true, nullTokens: ['-', 'n/a'] }),
    boolean('gift', { trueTexts: ['yes', 'y'], falseTexts: ['no'] }),
    date('sold_on', { trim: true }),
    timestamp('sold_at'),
    list('labels', { nullable: true, separator: '|', maxBytes: 50 }),
    json('extra', { nullable: true, maxBytes: 100 }),
    text('email', { maxBytes: 90, mask: 'sha256' }),
    text('phone', { maxBytes: 30, mask: 'drop' }),
  ],
  file: { format: 'csv', csvDelimiter: ';' },
  load: { mode: 'upsert', key: ['sku'], versionColumn: 'sold_at' },
};

/** The contract with some of its parts replaced. */
export const shopContract = (changes: Partial<DatasetDefinition> = {}): Dataset =>
  defineDataset({ ...shop, ...changes });

/** The contract as one of events, a load mode and an identity of their own. */
export const shopEvents = (windowSeconds = 60): Dataset =>
  shopContract({
    load: { mode: 'append' },
    identity: { kind: 'event', columns: ['sku', 'sold_at'], windowSeconds },
  });

/** The contract with one column replaced, or left out. */
export const withColumn = (name: string, column?: Column): Dataset => {
  if (!shop.columns.some((each) => each.name === name)) throw new Error(`no column ${name}`);
  return shopContract({
    columns: shop.columns.flatMap((each) => (each.name === name ? (column ?? []) : each)),
  });
};

/** The contract with a column at a position; at the end unless said. */
export const withNewColumn = (column: Column, position = shop.columns.length): Dataset =>
  shopContract({ columns: shop.columns.toSpliced(position, 0, column) });

export const shopColumns = shop.columns;
