import { Allowance } from './allowance.js';

const MEBIBYTE = 1024 * 1024;

/**
 * What one shard takes in: 1,000 records and 1 MiB a second. Never scaled: it is what the stream promises. Where the
 * stream allows larger records, as much as the largest of them may come at once, and is then waited for: AWS tells of a
 * tank that bursts up to 10 MiB and averages out to 1 MiB a second, but not of the tank's size otherwise.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/large-records.html
 */
export class WriteThroughput {
  readonly #records = new Allowance(1_000);
  readonly #bytes: Allowance;

  constructor(maxRecordBytes: number) {
    this.#bytes = new Allowance(MEBIBYTE, maxRecordBytes);
  }

  resize(maxRecordBytes: number): void {
    this.#bytes.resize(maxRecordBytes);
  }

  /** False when the record must be refused for now. */
  take(bytes: number, nowMs: number): boolean {
    if (this.#records.left(nowMs) < 1 || this.#bytes.left(nowMs) < bytes) return false;
    this.#records.take(1);
    this.#bytes.take(bytes);
    return true;
  }
}

/** What one shard gives to those who call `GetRecords`: five answers and 2 MiB a second. */
export class ReadThroughput {
  readonly #calls = new Allowance(5);
  readonly #bytes = new Allowance(2 * MEBIBYTE);

  /** False when the call must be refused for now. */
  admit(nowMs: number): boolean {
    if (this.#calls.left(nowMs) < 1 || this.#bytes.left(nowMs) <= 0) return false;
    this.#calls.take(1);
    return true;
  }

  /**
   * Counts what an admitted call was given. It may be more than was left, and is then waited for in full: after 10 MiB
   * nothing is given for five seconds.
   */
  give(bytes: number, nowMs: number): void {
    const left = this.#bytes.left(nowMs);
    this.#bytes.take(bytes > left ? left + bytes : bytes);
  }
}
