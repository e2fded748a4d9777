import type { Dataset } from '@sluice/contracts';
import {
  expectedTables,
  schemaSteps,
  viewSteps,
  type ExpectedColumn,
  type ExpectedTable,
  type MigrationStep,
} from './create-tables.js';
import { quoteIdentifier, quoteLiteral, quoteTable, type TableRef } from './quote.js';
import type { Cell } from './ledger.js';

/** A column that stands in the warehouse, as `existingColumnsSql` gives it. */
export interface ExistingColumn {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  /** Type as DDL has it, for example `VARCHAR(12)`; the catalog's own word for types we do not use. */
  readonly type: string;
  readonly nullable: boolean;
}

/** A difference that is a person's decision; nothing of the plan should run while there is one. */
export interface MigrationRefusal {
  readonly table: TableRef;
  readonly column: string;
  readonly reason: string;
}

export interface MigrationPlan {
  readonly steps: readonly MigrationStep[];
  readonly refusals: readonly MigrationRefusal[];
}

/** The query for `readExistingColumns`: every column in the datasets' schemas. */
export function existingColumnsSql(datasets: readonly Dataset[]): string {
  const schemas = [...new Set(datasets.map(({ table }) => table.schema))].sort();
  return `SELECT table_schema, table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable
FROM svv_columns
WHERE table_schema IN (${schemas.map(quoteLiteral).join(', ')})
ORDER BY table_schema, table_name, ordinal_position`;
}

/** Reads the rows of `existingColumnsSql`. */
export function readExistingColumns(rows: readonly (readonly Cell[])[]): ExistingColumn[] {
  return rows.map(([schema, table, name, dataType, length, precision, scale, nullable]) => ({
    schema: String(schema),
    table: String(table),
    name: String(name),
    type: catalogType(String(dataType), length ?? null, precision ?? null, scale ?? null),
    nullable: nullable === true || nullable === 'YES',
  }));
}

/** The catalog's words for the types that contracts use. */
const typeNames: Readonly<Record<string, string>> = {
  integer: 'INTEGER',
  bigint: 'BIGINT',
  'double precision': 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  date: 'DATE',
  'timestamp without time zone': 'TIMESTAMP',
  super: 'SUPER',
};

function catalogType(dataType: string, length: Cell, precision: Cell, scale: Cell): string {
  if (dataType === 'character varying') return `VARCHAR(${length})`;
  if (dataType === 'numeric') return `DECIMAL(${precision},${scale})`;
  return typeNames[dataType] ?? dataType;
}

/**
 * What brings the warehouse to the contracts without touching loaded data: missing tables are created, missing
 * columns that may be null are added. Any other difference is refused with its reason. Columns that are not
 * ours are left alone if they may be null, since every INSERT names its columns.
 */
export function planMigration(
  datasets: readonly Dataset[],
  existing: readonly ExistingColumn[],
): MigrationPlan {
  const changes = tableChanges(datasets, existing);
  return {
    steps: [
      ...schemaSteps(datasets),
      ...changes.flatMap(({ steps }) => steps),
      // Last, for they read the columns that were just added.
      ...viewSteps(datasets),
    ],
    refusals: changes.flatMap(({ refusals }) => refusals),
  };
}

/** What the tables lack for loads to run, in words; empty when nothing. */
export function missingForLoads(datasets: readonly Dataset[], existing: readonly ExistingColumn[]): string[] {
  return tableChanges(datasets, existing).flatMap(({ steps, refusals }) => [
    ...steps.map(({ purpose }) => purpose),
    ...refusals.map(({ reason }) => reason),
  ]);
}

function tableChanges(datasets: readonly Dataset[], existing: readonly ExistingColumn[]): MigrationPlan[] {
  return datasets.flatMap(expectedTables).map((expected) => {
    const { schema, name } = expected.table;
    return planTable(
      expected,
      existing.filter((column) => column.schema === schema && column.table === name),
    );
  });
}

function planTable(expected: ExpectedTable, existing: readonly ExistingColumn[]): MigrationPlan {
  const { table, columns, createSql, purpose } = expected;
  if (existing.length === 0) return { steps: [{ sql: createSql, purpose }], refusals: [] };
  const steps: MigrationStep[] = [];
  const refusals: MigrationRefusal[] = [];
  for (const column of columns) {
    const found = existing.find(({ name }) => name === column.name);
    const reason = found === undefined ? additionRefusal(column) : differenceRefusal(column, found);
    if (reason !== undefined) refusals.push({ table, column: column.name, reason });
    else if (found === undefined)
      steps.push({
        sql: `ALTER TABLE ${quoteTable(table)} ADD COLUMN ${quoteIdentifier(column.name)} ${column.type}`,
        purpose: `column ${column.name} of ${table.schema}.${table.name}`,
      });
  }
  for (const { name, nullable } of existing)
    if (!nullable && !columns.some((column) => column.name === name))
      refusals.push({ table, column: name, reason: 'is NOT NULL in the table and absent from the contract' });
  return { steps, refusals };
}

function additionRefusal({ notNull }: ExpectedColumn): string | undefined {
  return notNull ? 'is new and not nullable: rows that are already loaded have no value for it' : undefined;
}

function differenceRefusal(expected: ExpectedColumn, found: ExistingColumn): string | undefined {
  if (found.type !== expected.type) return `is ${found.type} in the table, ${expected.type} in the contract`;
  if (expected.notNull && found.nullable) return 'is nullable in the table, required in the contract';
  if (!expected.notNull && !found.nullable) return 'is NOT NULL in the table, nullable in the contract';
  return undefined;
}
