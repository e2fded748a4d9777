import { join } from 'node:path';
import type { ObjectFiles } from '../kernel/ports.js';
import { copyError } from './copy-error.js';
import { copyParquet } from './copy-parquet.js';
import { copySources, type CopySource } from './copy-source.js';
import { recordLoadError } from './load-errors.js';
import { LoadFailure } from './load-failure.js';
import { loadedRows, type LoadedRow } from './load-rows.js';
import { stageRows } from './load-staging.js';
import { SqlError } from './sql-error.js';
import type { ColumnDefinition } from './sql/column-definition.js';
import type { DelimitedFormat, JsonFormat } from './sql/copy-format.js';
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
  const sources = await copySources(copy, context.objects, context.queryId);
  const { format } = copy;
  try {
    return format.kind === 'parquet'
      ? await copyParquet(copy, sources, targets, context)
      : await copyRows(copy, format, sources, targets, context);
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error;
    await recordLoadError(error, context);
    throw format.kind === 'parquet' ? scanError(error, context.queryId) : loadError(copy, error);
  }
}

function scanError(cause: LoadFailure, queryId: number): SqlError {
  const error = 'Spectrum Scan Error';
  const context = cause.message.replace(`${error}. `, '');
  return copyError({ error, code: cause.fault.code, context }, queryId, { cause });
}

const loadError = ({ target }: CopyCommand, cause: LoadFailure): SqlError =>
  new SqlError(
    `Load into table '${target.name}' failed.  Check 'sys_load_error_detail' system table for details.`,
    undefined,
    { cause },
  );

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

async function copyRows(
  { target }: CopyCommand,
  format: DelimitedFormat | JsonFormat,
  sources: readonly CopySource[],
  targets: readonly ColumnDefinition[],
  { warehouse, queryId, run }: CopyContext,
): Promise<number> {
  const path = join(warehouse.directory, `copy-${queryId}.csv`);
  const staged = await stageRows(path, allRows(sources, format, targets), targets.length);
  try {
    const names = targets.map(({ name }) => quoteIdentifier(name)).join(', ');
    const values = targets.map(({ type }, index) => valueOf(`c${index}`, type.stored)).join(', ');
    return await run(`INSERT INTO ${target.sql} (${names}) SELECT ${values} FROM ${staged.sql}`);
  } finally {
    await staged.remove();
  }
}

/** JSON without the blanks that the file has in it. */
const valueOf = (text: string, stored: string): string =>
  stored === 'JSON' ? `CAST(json(${text}) AS JSON)` : `CAST(${text} AS ${stored})`;

async function* allRows(
  sources: readonly CopySource[],
  format: DelimitedFormat | JsonFormat,
  targets: readonly ColumnDefinition[],
): AsyncGenerator<LoadedRow> {
  for (const source of sources) yield* loadedRows(source, format, targets);
}
