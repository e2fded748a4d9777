import { join } from 'node:path';
import { titleBasics, type Column } from '@sluice/contracts';
import { inDuckdb } from '../in-duckdb.js';
import type { SubjectResult, SubjectTask } from '../subject-run.js';

/**
 * The reference: DuckDB reads the file and writes Parquet, with nothing but its own lax casts between. The reader's
 * settings are those that keep its speed, lose no row to a stray quote and hold its memory down.
 */
export async function copyWithDuckdb(task: SubjectTask): Promise<SubjectResult> {
  const path = join(task.outputDirectory, 'rows.parquet');
  const columns = titleBasics.columns.map(({ from }) => `'${from}': 'VARCHAR'`).join(', ');
  const casts = titleBasics.columns.map((column) => `${laxCast(column)} AS ${column.name}`).join(', ');
  const clean = await inDuckdb(async (connection) => {
    const result = await connection.runAndReadAll(
      `COPY (SELECT ${casts} FROM read_csv('${task.inputPath}', delim='\t', quote='', escape='', header=true,
        auto_detect=false, nullstr='\\N', strict_mode=false, null_padding=true, ignore_errors=true,
        buffer_size=4000000, max_line_size=1000000, columns={${columns}})) TO '${path}' (FORMAT parquet)`,
    );
    return Number(result.getRows()[0]?.[0]);
  });
  return { clean, rejected: null, rowFiles: [path], rejectFiles: [] };
}

function laxCast(column: Column): string {
  const source = `"${column.from}"`;
  if (column.type === 'integer') return `TRY_CAST(${source} AS INTEGER)`;
  if (column.type === 'boolean') return `TRY_CAST(${source} AS BOOLEAN)`;
  return column.type === 'list' ? `string_split(${source}, '${column.separator}')` : source;
}
