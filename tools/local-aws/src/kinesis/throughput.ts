import { Allowance } from './allowance.js';

const MEBIBYTE = 1024 * 1024;

/** What one shard takes in: 1,000 records and 1 MiB a second. Never scaled: it is what the stream promises. */
export class WriteThroughput {
  readonly #records = new Allowance(1_000);
  readonly #bytes = new Allowance(MEBIBYTE);

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
