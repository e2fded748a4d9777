import type { Dataset } from '@sluice/contracts';
import type { RowGroup } from '../columns/column-vector.js';
import { ByteOutput } from './byte-output.js';
import { DelimitedLines, delimitedForm } from './delimited-lines.js';
import { gzipBlock, gzipBlockSync } from './gzip-blocks.js';
import { JsonLines } from './json-lines.js';
import type { LineWriter } from './line-writer.js';
import { OrderedBlocks } from './ordered-blocks.js';
import { blockBytesOf, PartFiles } from './part-files.js';
import type { Part, PartOptions, RowSink } from './row-sink.js';

export interface TextSinkOptions extends PartOptions {
  /** Rows have the columns of its table. */
  readonly dataset: Dataset;
  readonly format: 'tsv' | 'csv' | 'ndjson';
  readonly gzip: boolean;
}

/** Text that is compressed at once. */
const blockBytes = 1024 * 1024;
/** Blocks in the hands of the runtime's threads at most. */
const maxPending = 4;

/**
 * Writes text files of the dataset, without derived columns: cleaning one gives the same rows again, unless the
 * contract masks columns.
 * `write` throws `UnwritableValueError` when a value has no form in the format.
 */
export function textSink(options: TextSinkOptions): RowSink {
  return new TextSink(options);
}

class TextSink implements RowSink {
  private readonly lines: LineWriter;
  private readonly files: PartFiles<undefined>;
  private readonly output = new ByteOutput();
  private readonly maxBytes: number;
  private readonly blocks: OrderedBlocks<number>;

  constructor(private readonly options: TextSinkOptions) {
    const { dataset, format, gzip, partBytes } = options;
    this.lines =
      format === 'ndjson'
        ? new JsonLines(dataset)
        : new DelimitedLines(dataset, delimitedForm(format, dataset));
    const header = Buffer.from(this.lines.header);
    this.maxBytes = Math.min(blockBytes, blockBytesOf(partBytes));
    this.files = new PartFiles(options, {
      extension: gzip ? `${format}.gz` : format,
      head: gzip ? gzipBlockSync(header) : header,
      tail: () => Buffer.alloc(0),
    });
    this.blocks = new OrderedBlocks(maxPending, (bytes, rows) => this.files.append(bytes, rows, undefined));
  }

  async write(rows: RowGroup): Promise<void> {
    for (let from = 0; from < rows.rows;) {
      this.output.clear();
      const to = this.lines.append(rows, from, this.output, this.maxBytes);
      // Copied for the other thread: the output is used again.
      if (this.options.gzip) await this.blocks.add(gzipBlock(Buffer.from(this.output.written)), to - from);
      else await this.files.append(this.output.written, to - from, undefined);
      from = to;
    }
  }

  async finish(): Promise<readonly Part[]> {
    await this.blocks.finish();
    return this.files.finish();
  }

  async abandon(): Promise<void> {
    await this.blocks.abandon();
    await this.files.abandon();
  }
}
