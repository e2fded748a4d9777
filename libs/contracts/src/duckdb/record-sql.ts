import type { Column } from '../column.js';
import type { Dataset } from '../dataset.js';
import { sourcesOf } from '../derivation.js';
import { tableColumns } from '../table-columns.js';
import { columnSql, type ColumnSql } from './column-sql.js';
import { derivationSql } from './derivation-sql.js';

export interface RecordSqlOptions {
  /** What stands after FROM: a table, a table function or a subquery in parentheses. */
  readonly from: string;
  /** The raw VARCHAR of a source's column, as an expression over `from`; NULL stands for an absent value. */
  readonly raw: (column: Column, index: number) => string;
  /** Expressions over `from` that go through as they are, with their names. */
  readonly carry?: readonly { readonly expression: string; readonly name: string }[];
  /** Values in their Parquet types, or in the form in which they travel. Default: `parquet`. */
  readonly values?: 'parquet' | 'canonical';
  /** The column compiler; a test passes a lax one to see it caught. */
  readonly compile?: typeof columnSql;
}

/** Names of the two columns that hold the verdict. */
export const faultColumn = '_fault_column';
export const faultReason = '_fault_reason';

/** Name of the column that holds a derived column's text; carried expressions may name it. */
export const derivedText = (index: number): string => `_derived_${index}`;

/**
 * The SELECT that judges records of raw texts, as `recordValidator` judges decoded ones: the carried columns,
 * `_fault_column` (index in the contract) and `_fault_reason` of the first fault in column order, both NULL for
 * a clean record, then the table's columns by name, masked. Values of a record with a fault mean nothing.
 */
export function recordSql(dataset: Dataset, options: RecordSqlOptions): string {
  const { raw, carry = [], values = 'parquet', compile = columnSql } = options;
  const columns: ColumnSql[] = dataset.columns.map((column, index) =>
    compile(column, dataset.nullTokens, column.derive ? derivedText(index) : raw(column, index)),
  );
  const reason = (index: number) => `_reason_${index}`;
  const inner = [
    ...carry.map(({ expression, name }) => `${expression} AS ${name}`),
    ...columns.map((sql, index) => `${sql.reason} AS ${reason(index)}`),
    ...columns.flatMap((sql, index) => {
      const column = dataset.columns[index];
      if (column === undefined || column.mask === 'drop') return [];
      return [`${values === 'parquet' ? sql.value : sql.canonical} AS "${column.name}"`];
    }),
  ];
  const firstFault = columns.map((_, index) => `WHEN ${reason(index)} IS NOT NULL THEN ${index}`);
  const reasons = columns.map((_, index) => reason(index));
  const outer = [
    ...carry.map(({ name }) => name),
    `${columns.length > 0 ? `CASE ${firstFault.join(' ')} END` : 'CAST(NULL AS INTEGER)'} AS ${faultColumn}`,
    `${columns.length > 0 ? `COALESCE(${reasons.join(', ')}, NULL)` : 'CAST(NULL AS VARCHAR)'} AS ${faultReason}`,
    ...tableColumns(dataset).map(({ name }) => `"${name}"`),
  ];
  return `SELECT ${outer.join(', ')}\nFROM (\n  SELECT ${inner.join(',\n    ')}\n  FROM ${withDerivedTexts(dataset, options)}\n)`;
}

/** What is judged, with the texts of derived columns beside the rest: made once, however often they are looked at. */
function withDerivedTexts(dataset: Dataset, { from, raw, compile = columnSql }: RecordSqlOptions): string {
  const canonicalOf = (name: string): string => {
    const index = dataset.columns.findIndex((column) => column.name === name);
    const column = dataset.columns[index] as Column;
    const { mask: _, ...unmasked } = column;
    return compile(unmasked, dataset.nullTokens, raw(column, index)).canonical;
  };
  const made = dataset.columns.flatMap(({ derive }, index) =>
    derive ? [`${derivationSql(derive, sourcesOf(derive).map(canonicalOf))} AS ${derivedText(index)}`] : [],
  );
  return made.length === 0 ? from : `(SELECT *, ${made.join(', ')} FROM ${from})`;
}
