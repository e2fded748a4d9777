import { rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Value } from '@sluice/contracts';
import type { ParquetPart } from './cleaning-result.js';
import { CleaningEnvironmentError } from './errors.js';
import { ParquetWriter, type ParquetColumn } from './parquet-writer.js';

export interface WriteParquetTableOptions {
  /** In the order in which they stand in the file; types are DuckDB's. */
  readonly columns: readonly ParquetColumn[];
  /** At least one; properties by the columns' names, times as ISO 8601 UTC; an absent one is null. */
  readonly rows: readonly object[];
  /** Of the file; its directory exists. */
  readonly path: string;
  readonly signal?: AbortSignal;
}

/**
 * Writes a small table, such as a load's sources, as one Parquet file.
 * @throws {CleaningEnvironmentError} disk full, or a value that does not fit its type
 */
export async function writeParquetTable(options: WriteParquetTableOptions): Promise<ParquetPart> {
  const { columns, rows, path, signal } = options;
  signal?.throwIfAborted();
  const writer = new ParquetWriter(dirname(path), basename(path), columns);
  try {
    for (const row of rows) {
      const values = row as Readonly<Record<string, Value | undefined>>;
      await writer.add(columns.map(({ name }) => values[name] ?? null));
    }
    const [part] = await writer.finish();
    if (!part) throw new RangeError('a table to write has at least one row');
    await rename(part.path, path);
    return { ...part, path };
  } catch (error) {
    await writer.abandon().catch(() => undefined);
    if (error instanceof Error && 'syscall' in error)
      throw new CleaningEnvironmentError('a table cannot be written', { cause: error });
    throw error;
  }
}
