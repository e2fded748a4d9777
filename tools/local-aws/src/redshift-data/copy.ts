import type { ObjectFiles } from '../kernel/ports.js';
import { copySources, type CopySource } from './copy-source.js';
import { brokenConstraintOf, sqlErrorOf } from './duckdb-error.js';
import { jsonScan, parquetScans, textScan, type FileScan } from './file-scan.js';
import { recordLoadError } from './load-errors.js';
import { LoadFailure } from './load-failure.js';
import { SqlError } from './sql-error.js';
import type { ColumnDefinition } from './sql/column-definition.js';
import type { CopyCommand } from './sql/parse-copy.js';
import { quoteIdentifier } from './sql/tokens.js';
import { tableColumns, type ReadRows } from './table-columns.js';
import type { Warehouse } from './warehouse.js';

export interface CopyContext {
  readonly warehouse: Warehouse;
  readonly objects: ObjectFiles;
  readonly database: string;
  readonly queryId: number;
  now(): number;
  /** Both inside the session's transaction. */
  run(sql: string): Promise<number>;
  readonly rows: ReadRows;
}

/** Loads every file or none; the session rolls back what was inserted. Returns the rows loaded. */
export async function copyIntoTable(copy: CopyCommand, context: CopyContext): Promise<number> {
  const { columns } = await tableColumns(context.rows, copy.target);
  const targets = targetColumns(copy, columns);
  const sources = await copySources(copy, context.objects);
  try {
    const scans =
      copy.format.kind === 'parquet'
        ? await parquetScans(copy, sources, targets, (sql) => context.warehouse.rows(sql))
        : [
            copy.format.kind === 'json'
              ? jsonScan(copy.format, sources, targets)
              : textScan(copy.format, sources, targets),
          ];
    let rows = 0;
    for (const scan of scans) rows += await insert(copy, targets, scan, context);
    return rows;
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error;
    await recordLoadError(error, context);
    const { source, column, message } = error;
    const where = column === undefined ? '' : ` Column: ${column.name}.`;
    throw new SqlError(
      copy.format.kind === 'parquet'
        ? `Spectrum Scan Error Detail: code: ${error.code} context: ${message}. File: ${source.url}.${where} Check 'sys_load_error_detail' system table for details.`
        : `Load into table '${copy.target.name}' failed. Check 'sys_load_error_detail' system table for details. Detail: code: ${error.code} context: ${message}. File: ${source.url}.${where}`,
      undefined,
      { cause: error },
    );
  }
}

function targetColumns(copy: CopyCommand, columns: readonly ColumnDefinition[]): readonly ColumnDefinition[] {
  return (
    copy.columns?.map((name) => {
      const column = columns.find((candidate) => candidate.name === name);
      if (column === undefined)
        throw new SqlError(`column "${name}" of relation "${copy.target.name}" does not exist`, '42703');
      return column;
    }) ?? columns
  );
}

async function insert(
  copy: CopyCommand,
  targets: readonly ColumnDefinition[],
  scan: FileScan,
  context: CopyContext,
): Promise<number> {
  const names = targets.map(({ name }) => quoteIdentifier(name)).join(', ');
  try {
    return await context.run(
      `INSERT INTO ${copy.target.sql} (${names}) SELECT ${scan.columns.join(', ')} FROM ${scan.from(scan.sources)}`,
    );
  } catch (error) {
    const first = scan.sources[0];
    if (first === undefined) throw error;
    const broken = brokenConstraintOf(error);
    const index = targets.findIndex(({ name }) => name === broken?.column);
    const column = targets[index];
    if (broken === undefined || column === undefined) {
      throw new LoadFailure(first, undefined, 1202, sqlErrorOf(error, { queryId: context.queryId }).message, {
        cause: error,
      });
    }
    const value = scan.columns[index];
    const [offends, code, message] =
      broken.maxBytes === undefined
        ? ([`${value} IS NULL`, 1213, 'Missing data for not-null field'] as const)
        : ([
            `strlen(${value}) > ${broken.maxBytes}`,
            1204,
            `String length exceeds DDL length: the length of the data column ${column.name} is longer than the length defined in the table (${broken.maxBytes})`,
          ] as const);
    throw new LoadFailure(await culprit(scan, offends, context), column, code, message, { cause: error });
  }
}

/** The first file with an offending row. */
async function culprit(scan: FileScan, condition: string, { warehouse }: CopyContext): Promise<CopySource> {
  for (const source of scan.sources) {
    const found = await warehouse.rows(`SELECT 1 FROM ${scan.from([source])} WHERE ${condition} LIMIT 1`);
    if (found.length > 0) return source;
  }
  return scan.sources[0] as CopySource;
}
