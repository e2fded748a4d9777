import { SqlError } from './sql-error.js';

/** Whoever holds or awaits locks: one session. Compared by identity. */
export type LockOwner = object;

/**
 * Redshift's: AccessShareLock of whoever reads, ShareRowExclusiveLock of whoever writes, AccessExclusiveLock of LOCK
 * and of statements that define tables. https://repost.aws/knowledge-center/prevent-locks-blocking-queries-redshift
 */
export type LockMode = 'share' | 'write' | 'exclusive';

const CONFLICTING: Readonly<Record<LockMode, readonly LockMode[]>> = {
  share: ['exclusive'],
  write: ['write', 'exclusive'],
  exclusive: ['share', 'write', 'exclusive'],
};

interface Waiter {
  readonly owner: LockOwner;
  readonly mode: LockMode;
  readonly grant: () => void;
}

interface TableLock {
  readonly holders: Map<LockOwner, Set<LockMode>>;
  /** In order of arrival: nobody overtakes who waits for a lock that conflicts. */
  readonly queue: Waiter[];
}

/** Locks of tables by name, held until the transaction ends. */
export class TableLocks {
  readonly #tables = new Map<string, TableLock>();

  /**
   * Resolves when `owner` holds the table so. Throws `deadlock detected` when those who are awaited wait for `owner`,
   * and the signal's reason when aborted while waiting.
   */
  async acquire(owner: LockOwner, table: string, mode: LockMode, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const lock: TableLock = this.#tables.get(table) ?? { holders: new Map(), queue: [] };
    this.#tables.set(table, lock);
    if (lock.holders.get(owner)?.has(mode) === true) return;
    let granted = false;
    let grant: () => void = () => undefined;
    const whenGranted = new Promise<void>((resolve) => {
      grant = () => {
        granted = true;
        resolve();
      };
    });
    const waiter: Waiter = { owner, mode, grant };
    lock.queue.push(waiter);
    this.#grantWhatCanBe(table, lock);
    if (granted) return;
    try {
      if (this.#awaits(owner, owner)) throw new SqlError('deadlock detected', '40P01');
      await untilAborted(whenGranted, signal);
    } finally {
      const place = lock.queue.indexOf(waiter);
      if (place >= 0) {
        lock.queue.splice(place, 1);
        this.#grantWhatCanBe(table, lock);
      }
    }
  }

  releaseAll(owner: LockOwner): void {
    for (const [table, lock] of this.#tables) {
      if (lock.holders.delete(owner)) this.#grantWhatCanBe(table, lock);
    }
  }

  #grantWhatCanBe(table: string, lock: TableLock): void {
    for (let at = 0; at < lock.queue.length;) {
      const waiter = lock.queue[at] as Waiter;
      if (blockers(lock, waiter).length > 0) {
        at += 1;
        continue;
      }
      lock.queue.splice(at, 1);
      lock.holders.set(waiter.owner, (lock.holders.get(waiter.owner) ?? new Set()).add(waiter.mode));
      waiter.grant();
    }
    if (lock.holders.size === 0 && lock.queue.length === 0) this.#tables.delete(table);
  }

  /** Whether somebody that `from` waits for waits, over whatever many others, for `owner`. */
  #awaits(owner: LockOwner, from: LockOwner, seen = new Set<LockOwner>()): boolean {
    for (const lock of this.#tables.values()) {
      for (const waiter of lock.queue) {
        if (waiter.owner !== from) continue;
        for (const blocker of blockers(lock, waiter)) {
          if (blocker === owner) return true;
          if (seen.has(blocker)) continue;
          seen.add(blocker);
          if (this.#awaits(owner, blocker, seen)) return true;
        }
      }
    }
    return false;
  }
}

/** Those who hold what conflicts, or asked for it before and come first. */
function blockers({ holders, queue }: TableLock, { owner, mode, ...waiter }: Waiter): LockOwner[] {
  const conflicts = (other: LockMode) => CONFLICTING[mode].includes(other);
  const holding = [...holders].filter(([holder, modes]) => holder !== owner && [...modes].some(conflicts));
  // Who holds the table already would wait for itself behind those who wait for it.
  const place = holders.has(owner) ? 0 : queue.findIndex(({ grant }) => grant === waiter.grant);
  const before = queue.slice(0, place).filter((other) => other.owner !== owner && conflicts(other.mode));
  return [...holding.map(([holder]) => holder), ...before.map((other) => other.owner)];
}

function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void promise.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
