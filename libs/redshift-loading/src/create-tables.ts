import { lineageColumns, tableColumns, targetTableDdl, type Dataset } from '@sluice/contracts';
import { recordColumns, rejectsLayout } from './layouts.js';
import { ledgerColumns } from './ledger.js';
import { quoteIdentifier, quoteLiteral, quoteTable, type TableRef } from './quote.js';
import { datasetTables } from './tables.js';

/** Where the views over every dataset stand. */
export const operationsSchema = 'sluice';

/** Every ledger as one, with the dataset's name before the ledger's columns. */
export const ledgerView: TableRef = { schema: operationsSchema, name: 'ledger' };

/** Every rejects table as one, likewise. */
export const rejectsView: TableRef = { schema: operationsSchema, name: 'rejects' };

export interface MigrationStep {
  readonly sql: string;
  /** One line for whoever reads the plan before it runs. */
  readonly purpose: string;
}

/** A column that a table must have. */
export interface ExpectedColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
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

/** What `<target>__rejects` holds beside the staged columns; `state` becomes `loaded` when a mended record is. */
export const rejectsColumns: readonly ExpectedColumn[] = [
  ...lineage,
  { name: 'source_id', type: 'VARCHAR(256)', notNull: true },
  { name: 'state', type: 'VARCHAR(16)', notNull: true },
  ...rejectsLayout
    .slice(recordColumns.length)
    .map(({ name, stageType, nullable }) => ({ name, type: stageType, notNull: !nullable })),
  { name: 'raw_location', type: 'VARCHAR(2304)', notNull: false },
];

/** The tables of a dataset, in the order in which they are created. */
export function expectedTables(dataset: Dataset): ExpectedTable[] {
  const { target, rejects, ledger, lock } = datasetTables(dataset);
  const own = (table: TableRef, purpose: string, columns: readonly ExpectedColumn[], sortKey?: string) => ({
    table,
    purpose,
    columns,
    createSql: createTable(table, columns, sortKey),
  });
  return [
    {
      table: target,
      purpose: `rows of ${dataset.name}`,
      columns: [
        ...tableColumns(dataset).map(({ name, redshiftType, nullable }) => ({
          name,
          type: redshiftType,
          notNull: !nullable,
        })),
        ...lineage,
      ],
      createSql: targetTableDdl(dataset),
    },
    own(rejects, `bad records of ${dataset.name}, with their reasons`, rejectsColumns, '_arrived_at'),
    own(ledger, `what was loaded into ${dataset.name}, source by source`, ledgerColumns, 'loaded_at'),
    own(lock, `empty; loads of ${dataset.name} queue on it`, [
      { name: 'held', type: 'BOOLEAN', notNull: false },
    ]),
  ];
}

export function schemaSteps(datasets: readonly Dataset[]): MigrationStep[] {
  const schemas = new Set([...datasets.map(({ table }) => table.schema), operationsSchema]);
  return [...schemas].map((schema) => ({
    sql: `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`,
    purpose: `schema ${schema}`,
  }));
}

export function viewSteps(datasets: readonly Dataset[]): MigrationStep[] {
  if (datasets.length === 0) return [];
  const union = (tableOf: (dataset: Dataset) => TableRef, columns: readonly { readonly name: string }[]) =>
    datasets
      .map(
        (dataset) =>
          `SELECT CAST(${quoteLiteral(dataset.name)} AS VARCHAR(128)) AS "dataset", ` +
          `${columns.map(({ name }) => quoteIdentifier(name)).join(', ')} FROM ${quoteTable(tableOf(dataset))}`,
      )
      .join('\nUNION ALL\n');
  return [
    {
      sql: `CREATE OR REPLACE VIEW ${quoteTable(ledgerView)} AS\n${union((d) => datasetTables(d).ledger, ledgerColumns)}`,
      purpose: 'every load of every dataset',
    },
    {
      sql: `CREATE OR REPLACE VIEW ${quoteTable(rejectsView)} AS\n${union((d) => datasetTables(d).rejects, rejectsColumns)}`,
      purpose: 'every bad record of every dataset',
    },
  ];
}

function createTable(table: TableRef, columns: readonly ExpectedColumn[], sortKey?: string): string {
  const lines = columns.map(
    ({ name, type, notNull }) => `${quoteIdentifier(name)} ${type}${notNull ? ' NOT NULL' : ''}`,
  );
  const sorted = sortKey === undefined ? '' : ` SORTKEY (${quoteIdentifier(sortKey)})`;
  return `CREATE TABLE IF NOT EXISTS ${quoteTable(table)} (\n  ${lines.join(',\n  ')}\n) DISTSTYLE AUTO${sorted}`;
}
