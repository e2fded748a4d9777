import type { QuarantineFile } from './cleaning-result.js';
import { QuarantineLines } from './quarantine-line.js';
import type { RejectCause } from './reject-cause.js';
import type { Reject } from './reject.js';
import { ByteOutput } from './sinks/byte-output.js';
import { gzipBlock } from './sinks/gzip-blocks.js';
import { OrderedBlocks } from './sinks/ordered-blocks.js';
import { PartFile } from './sinks/part-file.js';

/** Text that is compressed and written at once. */
const blockBytes = 512 * 1024;
/** Memory that is kept from block to block: lines that need more are rare. */
const keptBytes = 2 * blockBytes;
/** Blocks in the hands of the runtime's threads at most. */
const maxPending = 2;

/** Where the bad records go. */
export interface QuarantineTarget {
  readonly path: string;
  /** Whether the NDJSON is compressed; else it is plain. */
  readonly gzip: boolean;
}

/**
 * Writes bad records as NDJSON, a `QuarantinedRecord` a line, in the order in which they are given; no file where there
 * are none. Lines are bytes from the beginning: their strings would make the young part of the heap grow.
 */
export class QuarantineWriter {
  private readonly blocks = new OrderedBlocks<ByteOutput>(maxPending, async (bytes, text) => {
    this.file ??= await PartFile.create(this.target.path);
    await this.file.append(bytes);
    if (text.bytes.length > keptBytes) return;
    text.clear();
    this.free.push(text);
  });
  private file: PartFile | undefined;
  private readonly lines = new QuarantineLines();
  private text = new ByteOutput();
  /** Blocks that are written, for the next ones: another thread reads a block while the next is filled. */
  private readonly free: ByteOutput[] = [];

  constructor(private readonly target: QuarantineTarget) {}

  /** @returns whether `flush` is due */
  add(reject: Reject, cause: RejectCause, value: string | null): boolean {
    this.lines.append(reject, cause, value, this.text);
    return this.text.length >= blockBytes;
  }

  /** Hands the lines since the last time on; waits while the disk is behind. */
  async flush(): Promise<void> {
    const { text } = this;
    this.text = this.free.pop() ?? new ByteOutput();
    const bytes = text.written;
    await this.blocks.add(this.target.gzip ? gzipBlock(bytes) : Promise.resolve(bytes), text);
  }

  /** Ends the file; call once. */
  async finish(): Promise<QuarantineFile | undefined> {
    if (this.text.length > 0) await this.flush();
    await this.blocks.finish();
    if (!this.file) return undefined;
    await this.file.close();
    const { path, sizeBytes } = this.file;
    return { path, sizeBytes };
  }

  /** Gives up: removes what was written. */
  async abandon(): Promise<void> {
    await this.blocks.abandon();
    await this.file?.remove();
  }
}
