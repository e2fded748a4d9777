import { BytesVector } from './bytes-vector.js';
import type { ColumnVector } from './typed-vector.js';

/** A row group is full at so many rows … */
export const rowGroupRows = 128 * 1024;
/** … or at so many bytes. */
export const rowGroupBytes = 16 * 1024 * 1024;

/** The vectors of all columns, each with the same rows. */
export class RowGroup {
  private readonly texts: readonly BytesVector[];
  /** What a row takes in the other columns. */
  private readonly fixedBytes: number;

  constructor(readonly columns: readonly ColumnVector[]) {
    this.texts = columns.filter((vector) => vector instanceof BytesVector);
    this.fixedBytes = columns.reduce((size, vector) => size + vector.fixedBytes, 0);
  }

  get rows(): number {
    return this.columns[0]?.rows ?? 0;
  }

  get sizeBytes(): number {
    let size = this.rows * this.fixedBytes;
    for (let i = 0; i < this.texts.length; i++) size += (this.texts[i] as BytesVector).length;
    return size;
  }

  /** Of `sizeBytes`, what the rows before this one take. */
  bytesBefore(row: number): number {
    return this.columns.reduce((size, vector) => size + vector.bytesBefore(row), 0);
  }

  /** Whether it is to be written; asked after each row, groups end at the same rows on every run. */
  get isFull(): boolean {
    return this.rows >= rowGroupRows || this.sizeBytes >= rowGroupBytes;
  }

  clear(): void {
    for (const vector of this.columns) vector.clear();
  }
}
