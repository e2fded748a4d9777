import type { Dataset } from '@sluice/contracts';
import type { TableRef } from './quote.js';

/** The tables of a dataset: what people query, and what the loader keeps beside it. */
export interface DatasetTables {
  readonly target: TableRef;
  /** Bad records with their reasons; one row for each. */
  readonly rejects: TableRef;
  /** One row for each source that was loaded or found to be a copy. */
  readonly ledger: TableRef;
  /** Always empty. Loads of one target queue here, so that readers of the others are never blocked. */
  readonly lock: TableRef;
  /** View of the rows that no tombstone stands for; undefined where the contract names no tombstone column. */
  readonly live: TableRef | undefined;
}

export function datasetTables({ table, load }: Dataset): DatasetTables {
  const beside = (suffix: string): TableRef => ({ schema: table.schema, name: `${table.name}__${suffix}` });
  return {
    target: { schema: table.schema, name: table.name },
    rejects: beside('rejects'),
    ledger: beside('ledger'),
    lock: beside('lock'),
    live: load.mode === 'upsert' && load.tombstoneColumn !== undefined ? beside('live') : undefined,
  };
}
