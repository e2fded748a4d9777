import type { RowGroup } from '../columns/column-vector.js';
import { ByteOutput } from './byte-output.js';
import { ColumnEncoder, type EncodedChunk } from './column-encoder.js';
import { rowBlocks } from './row-blocks.js';

/** A run of rows as Parquet: the pages of its columns, one column after the other. */
export interface EncodedBlock {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly chunks: readonly EncodedChunk[];
}

/** Encodes row groups. Reused: its memory is large. */
export class BlockEncoder {
  private readonly encoder = new ColumnEncoder();
  private readonly output = new ByteOutput();

  /** Blocks of at most so many bytes before they are encoded; the bytes of each are good until the next. */
  *encode(rows: RowGroup, blockBytes: number): Generator<EncodedBlock> {
    for (const { from, to } of rowBlocks(rows, blockBytes)) {
      this.output.clear();
      const chunks = rows.columns.map((vector) => this.encoder.encode(vector, from, to, this.output));
      yield { bytes: this.output.written, rows: to - from, chunks };
    }
  }
}
