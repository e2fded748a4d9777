import { SqlError } from './sql-error.js';

/** Whoever holds or awaits locks: one transaction. Compared by identity. */
export type LockOwner = object;

/**
 * `LOCK`'s exclusive locks, one for each table name, held until the transaction ends. Statements that merely
 * read or write a table wait while another transaction holds it, because LOCK is ACCESS EXCLUSIVE.
 */
export class TableLocks {
  readonly #holders = new Map<string, LockOwner>();
  readonly #waiting = new Map<LockOwner, string>();
  readonly #released = new Set<() => void>();

  /** Resolves when `owner` holds the table; throws the signal's reason when aborted while waiting. */
  async acquire(owner: LockOwner, table: string, signal: AbortSignal): Promise<void> {
    await this.waitWhileHeld(owner, table, signal);
    // No await stands between the last look and this: the holder cannot change meanwhile.
    this.#holders.set(table, owner);
  }

  /** Resolves when no other transaction holds the table. */
  async waitWhileHeld(owner: LockOwner, table: string, signal: AbortSignal): Promise<void> {
    while (true) {
      signal.throwIfAborted();
      const holder = this.#holders.get(table);
      if (holder === undefined || holder === owner) return;
      this.#refuseDeadlock(owner, holder);
      this.#waiting.set(owner, table);
      try {
        await this.#nextRelease(signal);
      } finally {
        this.#waiting.delete(owner);
      }
    }
  }

  releaseAll(owner: LockOwner): void {
    for (const [table, holder] of this.#holders) if (holder === owner) this.#holders.delete(table);
    for (const wake of [...this.#released]) wake();
  }

  #refuseDeadlock(owner: LockOwner, holder: LockOwner): void {
    for (let next: LockOwner | undefined = holder; next !== undefined;) {
      const awaited = this.#waiting.get(next);
      next = awaited === undefined ? undefined : this.#holders.get(awaited);
      if (next === owner) throw new SqlError('deadlock detected', '40P01');
    }
  }

  #nextRelease(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        this.#released.delete(wake);
        signal.removeEventListener('abort', abort);
        end();
      };
      const wake = () => settle(resolve);
      const abort = () => settle(() => reject(signal.reason as Error));
      this.#released.add(wake);
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}
