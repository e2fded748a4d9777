import {
  encodingClause,
  lineageColumns,
  tableColumns,
  targetTableDdl,
  type Dataset,
} from '@sluice/contracts';
import { recordColumns, rejectsLayout } from '../load/layouts.js';
import { ledgerColumns } from '../load/ledger.js';
import { inTransaction, type MigrationStep } from './migration-step.js';
import { quoteIdentifier, quoteTable, type TableRef } from '../quote.js';
import { datasetTables } from '../tables.js';

/** Where the views over every dataset stand. */
export const operationsSchema = 'sluice';

/** A column that a table must have. */
export interface ExpectedColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** ` ENCODE …`; absent where Redshift chooses. */
  readonly encoding?: string;
}

export interface ExpectedTable {
  readonly table: TableRef;
  readonly purpose: string;
  readonly columns: readonly ExpectedColumn[];
  readonly createSql: string;
}

const lineage: readonly ExpectedColumn[] = lineageColumns.map(({ name, redshiftType: type }) => ({
  name,
  type,
  notNull: true,
}));

/** What `<target>__rejects` holds beside the staged columns; `state` becomes `loaded`, or
 * `deduplicated`, when a load brings the record again and it is good; `settled_load_id` is that load. */
export const rejectsColumns: readonly ExpectedColumn[] = [
  ...lineage,
  { name: 'source_id', type: 'VARCHAR(256)', notNull: true },
  { name: 'state', type: 'VARCHAR(16)', notNull: true },
  ...rejectsLayout
    .slice(recordColumns.length)
    .map(({ name, stageType, nullable }) => ({ name, type: stageType, notNull: !nullable })),
  { name: 'raw_location', type: 'VARCHAR(2304)', notNull: false },
  { name: 'settled_load_id', type: 'VARCHAR(64)', notNull: false },
];

/** The columns of a dataset's target, in order. */
export const targetColumns = (dataset: Dataset): ExpectedColumn[] => [
  ...tableColumns(dataset).map(({ name, redshiftType: type, nullable }) => {
    const encoding = encodingClause(dataset, name);
    return { name, type, notNull: !nullable, ...(encoding === '' ? {} : { encoding }) };
  }),
  ...lineage,
];

/**
 * Loads join rejects by `_record_id`, within literal bounds of arrival. Distributed by the identity, only the few
 * staged records travel, never the table; sorted by arrival, its zone maps leave out all but the time of the load.
 */
const rejectsKeys = 'DISTKEY ("_record_id") SORTKEY ("_arrived_at")';

/**
 * Loads look for sources by `source_id`, and read the whole column: distributed by it (a hash, so evenly), what
 * they stage travels to the ledger and its DISTINCT stays where it is. Not AUTO, whose changes of mind as the table
 * grows are jobs that loads would wait for or fail with. Sorted by when rows come, it is sorted without VACUUM, and
 * whoever asks for the last day reads the last blocks; no sort key would help the joins, which have no bounds.
 */
const ledgerKeys = 'DISTKEY ("source_id") SORTKEY ("loaded_at")';

/** The tables of a dataset, in the order in which they are created. */
export function expectedTables(dataset: Dataset): ExpectedTable[] {
  const { target, rejects, ledger, lock } = datasetTables(dataset);
  const own = (table: TableRef, purpose: string, columns: readonly ExpectedColumn[], keys: string) => ({
    table,
    purpose,
    columns,
    createSql: createTable(table, columns, keys),
  });
  return [
    {
      table: target,
      purpose: `rows of ${dataset.name}`,
      columns: targetColumns(dataset),
      createSql: targetTableDdl(dataset),
    },
    own(rejects, `bad records of ${dataset.name}, with their reasons`, rejectsColumns, rejectsKeys),
    own(ledger, `what was loaded into ${dataset.name}, source by source`, ledgerColumns, ledgerKeys),
    own(
      lock,
      `empty; loads of ${dataset.name} queue on it`,
      [{ name: 'held', type: 'BOOLEAN', notNull: false }],
      'DISTSTYLE AUTO',
    ),
  ];
}

/** The schemas that the datasets' tables and the views over them stand in. */
export const schemasOf = (datasets: readonly Dataset[]): string[] => [
  ...new Set([...datasets.map(({ table }) => table.schema), operationsSchema]),
];

export const schemaStep = (schema: string): MigrationStep =>
  inTransaction(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`, `schema ${schema}`);

function createTable(table: TableRef, columns: readonly ExpectedColumn[], keys: string): string {
  const lines = columns.map(
    ({ name, type, notNull }) => `${quoteIdentifier(name)} ${type}${notNull ? ' NOT NULL' : ''}`,
  );
  return `CREATE TABLE IF NOT EXISTS ${quoteTable(table)} (\n  ${lines.join(',\n  ')}\n) ${keys}`;
}
