import {
  bigint,
  boolean,
  date,
  decimal,
  defineDataset,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
  type Dataset,
} from '@sluice/contracts';

const table = (name: string) => ({ schema: 'shop', name });

/** Upsert by arrival. */
export const prices: Dataset = defineDataset({
  name: 'prices',
  version: 1,
  table: table('prices'),
  columns: [
    text('sku', { maxBytes: 64 }),
    integer('price'),
    list('tags', { nullable: true, maxBytes: 1024 }),
  ],
  load: { mode: 'upsert', key: ['sku'] },
});

/** Upsert by a column of the record. */
export const stock: Dataset = defineDataset({
  name: 'stock',
  version: 1,
  table: table('stock'),
  columns: [text('sku', { maxBytes: 64 }), text('place', { maxBytes: 64 }), integer('revision')],
  load: { mode: 'upsert', key: ['sku', 'place'], versionColumn: 'revision' },
});

/** Upsert by a column of the record; a record may say that its key is gone. */
export const accounts: Dataset = defineDataset({
  name: 'accounts',
  version: 1,
  table: table('accounts'),
  columns: [
    text('account', { maxBytes: 64 }),
    text('owner', { nullable: true, minBytes: 0, maxBytes: 256 }),
    decimal('balance', { nullable: true, precision: 18, scale: 2 }),
    timestamp('changed_at'),
    boolean('closed', { nullable: true, trueTexts: ['true'], falseTexts: ['false'] }),
  ],
  load: { mode: 'upsert', key: ['account'], versionColumn: 'changed_at', tombstoneColumn: 'closed' },
});

/** Append; only redelivery is recognised. */
export const visits: Dataset = defineDataset({
  name: 'visits',
  version: 1,
  table: table('visits'),
  columns: [text('page', { minBytes: 0, maxBytes: 1024 }), integer('hits')],
  load: { mode: 'append' },
});

export const eventWindowSeconds = 3600;

/** Append; a producer's retry is recognised too. */
export const clicks: Dataset = defineDataset({
  name: 'clicks',
  version: 1,
  table: table('clicks'),
  columns: [
    text('visitor', { maxBytes: 64 }),
    timestamp('clicked_at'),
    integer('position', { nullable: true }),
  ],
  load: { mode: 'append' },
  identity: { kind: 'event', columns: ['visitor', 'clicked_at'], windowSeconds: eventWindowSeconds },
});

/** Replace; a file may empty the table. */
export const snapshots: Dataset = defineDataset({
  name: 'snapshots',
  version: 1,
  table: table('snapshots'),
  columns: [
    text('region', { maxBytes: 64 }),
    bigint('total'),
    date('day', { nullable: true }),
    double('share', { nullable: true }),
    json('detail', { nullable: true, maxBytes: 4096 }),
  ],
  load: { mode: 'replace', allowEmpty: true },
});

/** One for each way of loading. */
export const testDatasets: readonly Dataset[] = [prices, stock, accounts, visits, clicks, snapshots];
