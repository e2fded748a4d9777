import type { Value } from '@sluice/contracts';
import type { ParquetPart } from './cleaning-result.js';
import { columnVectors, RowGroup, type VectorColumn } from './columns/column-vector.js';
import { CleaningEnvironmentError } from './errors.js';
import { parquetSink } from './sinks/parquet-sink.js';
import { defaultPartBytes, type RowSink } from './sinks/row-sink.js';

/** A column of a Parquet file: its name there and its type in DuckDB's spelling. */
export type ParquetColumn = VectorColumn;

/** Writes rows of travelling values as Parquet parts, in order. */
export class ParquetWriter {
  private readonly rows: RowGroup;
  private readonly sink: RowSink;

  /** @param name of the parts: `<name>-00000.parquet` and so on; none where there are no rows */
  constructor(directory: string, name: string, columns: readonly ParquetColumn[]) {
    this.rows = new RowGroup(columnVectors(columns));
    this.sink = parquetSink({ directory, name, columns, partBytes: defaultPartBytes });
  }

  /**
   * Adds a row: a value for each column. Waits while the disk is behind.
   * @throws {CleaningEnvironmentError} when a value is not of its column's type, or the disk does not take it
   */
  async add(values: readonly Value[]): Promise<void> {
    const { columns } = this.rows;
    if (values.length !== columns.length)
      throw new CleaningEnvironmentError(
        `${values.length} values do not make a row of ${columns.length} columns`,
      );
    for (const [index, vector] of columns.entries()) vector.appendValue(values[index] as Value);
    if (this.rows.isFull) await this.flush();
  }

  /** Ends the last part; call once. */
  async finish(): Promise<readonly ParquetPart[]> {
    await this.flush();
    return this.sink.finish();
  }

  /** Gives up: removes all that was written. */
  abandon(): Promise<void> {
    return this.sink.abandon();
  }

  private async flush(): Promise<void> {
    await this.sink.write(this.rows);
    this.rows.clear();
  }
}
