import type { RowGroup, VectorColumn } from '../columns/column-vector.js';
import { BlockEncoder, type EncodedBlock } from './block-encoder.js';
import type { EncodedChunk } from './column-encoder.js';
import { EncodingThread, encodingThreadScript } from './encoding-thread.js';
import { parquetFooter, parquetMagic } from './parquet-footer.js';
import { blockBytesOf, PartFiles } from './part-files.js';
import type { Part, PartOptions, RowSink } from './row-sink.js';

export interface ParquetSinkOptions extends PartOptions {
  /** Of every row group that is written, in this order. */
  readonly columns: readonly VectorColumn[];
  /** What a thread that encodes runs; undefined: everything is encoded here. Default: the bundle's. */
  readonly threadScript?: string | undefined;
}

/**
 * Writes Parquet: format version 1, snappy, every column optional; each group that is written is a row group. From
 * the first full group on, groups are encoded on a thread of their own while the next one is gathered.
 */
export function parquetSink(options: ParquetSinkOptions): RowSink {
  return new ParquetSink({ threadScript: encodingThreadScript, ...options });
}

class ParquetSink implements RowSink {
  private readonly files: PartFiles<readonly EncodedChunk[]>;
  private readonly blockBytes: number;
  private readonly encoder = new BlockEncoder();
  private thread: EncodingThread | undefined;
  /** Until the last group is in the file. */
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: ParquetSinkOptions) {
    this.blockBytes = blockBytesOf(options.partBytes);
    this.files = new PartFiles(options, {
      extension: 'parquet',
      head: parquetMagic,
      tail: (blocks) =>
        parquetFooter(
          options.columns,
          blocks.map(({ offset, note }) => ({ offset, chunks: note })),
        ),
    });
  }

  async write(rows: RowGroup): Promise<void> {
    await this.writing;
    const { threadScript } = this.options;
    if (threadScript !== undefined && rows.isFull) this.thread ??= new EncodingThread(threadScript);
    if (!this.thread) {
      for (const block of this.encoder.encode(rows, this.blockBytes)) await this.append(block);
      return;
    }
    this.writing = this.appendAll(this.thread.encode(rows, this.blockBytes));
    // Awaited before the next group; until then a failure must not count as unhandled.
    this.writing.catch(() => undefined);
  }

  async finish(): Promise<readonly Part[]> {
    await this.writing;
    await this.thread?.end();
    return this.files.finish();
  }

  async abandon(): Promise<void> {
    await this.thread?.end();
    await this.writing.catch(() => undefined);
    await this.files.abandon();
  }

  private async appendAll(encoding: Promise<readonly EncodedBlock[]>): Promise<void> {
    for (const block of await encoding) await this.append(block);
  }

  private append({ bytes, rows, chunks }: EncodedBlock): Promise<void> {
    return this.files.append(bytes, rows, chunks);
  }
}
