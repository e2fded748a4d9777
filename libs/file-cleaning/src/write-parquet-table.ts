import { rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Value } from '@sluice/contracts';
import type { ParquetPart } from './cleaning-result.js';
import { Engine } from './engine.js';
import { CleaningEnvironmentError } from './errors.js';
import { ParquetWriter, type ParquetColumn } from './parquet-writer.js';
import { valueText } from './value-text.js';

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
 * @throws {CleaningEnvironmentError} disk full, engine crashed, or a value that does not fit its type
 */
export async function writeParquetTable(options: WriteParquetTableOptions): Promise<ParquetPart> {
  const { columns, rows, path, signal } = options;
  const directory = dirname(path);
  const engine = await Engine.open({ directory, threads: 1, signal });
  try {
    const writer = new ParquetWriter(engine, directory, basename(path), columns);
    for (const row of rows) {
      const values = row as Readonly<Record<string, Value | undefined>>;
      writer.add(columns.map(({ name }) => valueText(values[name] ?? null)));
    }
    await writer.flush();
    const [part] = writer.parts;
    if (!part) throw new RangeError('a table to write has at least one row');
    await rename(part.path, path);
    return { ...part, path };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw new CleaningEnvironmentError('a table cannot be written', { cause: error });
    throw error;
  } finally {
    await engine.close();
  }
}
