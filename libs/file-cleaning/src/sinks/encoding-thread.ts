import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RowGroup, VectorContent } from '../columns/column-vector.js';
import { CleaningEnvironmentError } from '../errors.js';
import type { EncodedBlock } from './block-encoder.js';
import { memoryOf, type EncodingAnswer, type EncodingRequest } from './encoding-messages.js';

/** `encoding-thread-main.ts` as a script, which bundling puts in; where nothing is bundled there is none. */
declare const ENCODING_THREAD_SCRIPT: string;

export const encodingThreadScript: string | undefined =
  typeof ENCODING_THREAD_SCRIPT === 'string' ? ENCODING_THREAD_SCRIPT : undefined;

/** Encodes row groups on a core of its own. The blocks are those of `BlockEncoder`, to the byte. */
export class EncodingThread {
  private readonly worker: Worker;
  private readonly failure: Promise<never>;
  /** Memory of the last group and of its blocks, for the next one. */
  private contents: readonly VectorContent[] = [];
  private blockMemory: readonly ArrayBuffer[] = [];

  constructor(script: string) {
    // No flags of the process: not every one of them is allowed to a thread.
    this.worker = new Worker(script, { eval: true, execArgv: [] });
    // Cleaning may be given up without a word to the thread: it must not keep the process alive.
    this.worker.unref();
    this.failure = new Promise((_, reject) => {
      const fail = (cause: unknown) =>
        reject(new CleaningEnvironmentError('the thread that encodes Parquet failed', { cause }));
      this.worker.once('error', fail);
      this.worker.once('exit', (code) => fail(new Error(`it ended with ${code}`)));
    });
    // Heard where an answer is waited for.
    this.failure.catch(() => undefined);
  }

  /**
   * Has the rows encoded, which are copied before this returns; one call at a time. Blocks are good until the next
   * call.
   */
  async encode(rows: RowGroup, blockBytes: number): Promise<readonly EncodedBlock[]> {
    const contents = rows.columns.map((vector, index) => vector.copyContent(this.contents[index]));
    const columns = rows.columns.map(({ column }) => ({
      name: column.name,
      parquetType: column.parquetType,
    }));
    const { blockMemory } = this;
    const request: EncodingRequest = { columns, contents, blockBytes, blockMemory };
    this.worker.ref();
    this.worker.postMessage(request, [...memoryOf(contents), ...blockMemory]);
    try {
      const answered = once(this.worker, 'message') as Promise<[EncodingAnswer]>;
      const [answer] = await Promise.race([answered, this.failure]);
      this.contents = answer.contents;
      this.blockMemory = answer.blocks.map(({ bytes }) => bytes.buffer as ArrayBuffer);
      return answer.blocks;
    } finally {
      this.worker.unref();
    }
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
