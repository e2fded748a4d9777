import type { Dataset } from '@sluice/contracts';
import type { Catalog } from './catalog.js';
import { compareTable, type ColumnDifference } from './compare-table.js';
import type { ExpectedColumn, ExpectedTable } from './create-tables.js';
import { inTransaction, type MigrationRefusal, type MigrationStep } from './migration-step.js';
import { quoteIdentifier, quoteTable, type TableRef } from '../quote.js';
import { datasetTables } from '../tables.js';

export interface PartPlan {
  readonly steps: readonly MigrationStep[];
  readonly refusals: readonly MigrationRefusal[];
}

/** What brings one table of a dataset to what is expected. */
export function planTable(dataset: Dataset, expected: ExpectedTable, { columns, views }: Catalog): PartPlan {
  const { table, createSql, purpose } = expected;
  const columnsOf = ({ schema, name }: TableRef) =>
    columns.filter((column) => column.schema === schema && column.table === name);
  if (views.some(({ schema, name }) => schema === table.schema && name === table.name))
    return {
      steps: [],
      refusals: [{ table, column: undefined, reason: 'is a view, where a table belongs' }],
    };
  const existing = columnsOf(table);
  if (existing.length === 0) return { steps: [inTransaction(createSql, purpose)], refusals: [] };

  const { lock } = datasetTables(dataset);
  const behind = columnsOf(lock).length > 0 ? { behind: lock } : {};
  const steps: MigrationStep[] = [];
  const refusals: MigrationRefusal[] = [];
  for (const difference of compareTable(expected, existing)) {
    const reason = refusal(difference);
    if (reason !== undefined) refusals.push({ table, column: difference.column.name, reason });
    else if (difference.is === 'missing') steps.push({ ...addColumn(table, difference.column), ...behind });
    else if (difference.is === 'shorter')
      steps.push(...lengthen(table, difference.column, dataset.table.encodings?.[difference.column.name]));
  }
  return { steps, refusals };
}

const addColumn = (table: TableRef, { name, type, encoding = '' }: ExpectedColumn): MigrationStep =>
  inTransaction(
    `ALTER TABLE ${quoteTable(table)} ADD COLUMN ${quoteIdentifier(name)} ${type}${encoding}`,
    `column ${name} of ${table.schema}.${table.name}`,
  );

/** https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html */
const fixedLength = new Set(['bytedict', 'runlength', 'text255', 'text32k']);

/** Outside transactions only; columns with some encodings are compressed otherwise meanwhile. */
function lengthen(
  table: TableRef,
  { name, type }: ExpectedColumn,
  encoding: string | undefined,
): MigrationStep[] {
  const alter = `ALTER TABLE ${quoteTable(table)} ALTER COLUMN ${quoteIdentifier(name)}`;
  const alone = (sql: string, purpose: string): MigrationStep => ({ sql, purpose, runs: 'alone' });
  const subject = `${name} of ${table.schema}.${table.name}`;
  const longer = alone(`${alter} TYPE ${type}`, `longer texts in ${subject}`);
  if (encoding === undefined || !fixedLength.has(encoding)) return [longer];
  return [
    alone(`${alter} ENCODE ZSTD`, `another encoding, with which the length can change, of ${subject}`),
    longer,
    alone(`${alter} ENCODE ${encoding.toUpperCase()}`, `its encoding again of ${subject}`),
  ];
}

function refusal(difference: ColumnDifference): string | undefined {
  switch (difference.is) {
    case 'missing':
      return difference.column.notNull
        ? 'is new and not nullable: rows that are already loaded have no value for it'
        : undefined;
    case 'of another type':
      return `is ${difference.found} in the table, ${difference.column.type} in the contract`;
    case 'too strict':
      return 'is NOT NULL in the table, nullable in the contract';
    case 'too lax':
      return 'is nullable in the table, required in the contract';
    case 'foreign':
      return 'is NOT NULL in the table and absent from the contract';
    case 'shorter':
      return undefined;
  }
}
