import {
  decimal,
  defineDataset,
  integer,
  list,
  text,
  timestamp,
  type Dataset,
  type DatasetDefinition,
} from '@sluice/contracts';

const columns = [
  text('order_id', { maxBytes: 32 }),
  integer('quantity'),
  decimal('price', { precision: 18, scale: 2 }),
  timestamp('ordered_at'),
  text('note', { nullable: true, maxBytes: 256 }),
  list('tags', { nullable: true, maxBytes: 1024 }),
];

const named = (table: string, rest: Pick<DatasetDefinition, 'load' | 'identity'>): Dataset =>
  defineDataset({
    name: table.replaceAll('_', '-'),
    version: 1,
    columns,
    table: { schema: 'bench', name: table },
    ...rest,
  });

/** The same six columns, loaded in each way there is. */
export const orders = {
  append: named('orders', { load: { mode: 'append' } }),
  events: named('order_events', {
    load: { mode: 'append' },
    identity: { kind: 'event', columns: ['order_id', 'ordered_at'], windowSeconds: 3600 },
  }),
  upsert: named('order_states', { load: { mode: 'upsert', key: ['order_id'] } }),
  replace: named('order_snapshots', { load: { mode: 'replace' } }),
} as const;
