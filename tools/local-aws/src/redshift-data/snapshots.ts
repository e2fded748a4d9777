import { intersects, type RowSet } from './changed-rows.js';

/** One transaction's view: what was committed when it first looked. */
export interface Snapshot {
  /** The number of commits before it. */
  readonly openedAt: number;
}

/** What a transaction did that others, whose snapshots are older than its commit, must be told. */
export interface Changes {
  /** Tables that it dropped and did not make again. */
  readonly dropped: ReadonlySet<string>;
  /** Rows that it updated or deleted, by table. */
  readonly rows: ReadonlyMap<string, RowSet>;
  /** Tables that it wrote rows to. */
  readonly written: ReadonlySet<string>;
}

interface Commit extends Changes {
  readonly number: number;
}

/**
 * Numbers the commits, and remembers those that an open snapshot is older than. DuckDB finds that two transactions
 * changed a row only when both gave one column of it another value, or both deleted it; Redshift, whatever they did
 * to it. And DuckDB's catalog keeps to the snapshot, Redshift's does not.
 */
export class Snapshots {
  #commits: Commit[] = [];
  #number = 0;
  readonly #open = new Set<Snapshot>();
  #last: Promise<void> = Promise.resolve();

  /**
   * Runs what opens a snapshot or commits, in DuckDB and here, one after the other: both must count alike. Throws the
   * signal's reason while it waits.
   */
  async inOrder<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      let waiting = true;
      const leave = () => {
        waiting = false;
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#last = this.#last.then(async () => {
        signal?.removeEventListener('abort', leave);
        if (waiting) await work().then(resolve, reject);
      });
    });
  }

  open(): Snapshot {
    const snapshot = { openedAt: this.#number };
    this.#open.add(snapshot);
    return snapshot;
  }

  /** Ends a transaction; `changes` are left out when it rolled back. */
  close(snapshot: Snapshot, changes?: Changes): void {
    this.#open.delete(snapshot);
    if (changes !== undefined) this.#commits.push({ ...changes, number: (this.#number += 1) });
    const oldest = Math.min(...[...this.#open].map(({ openedAt }) => openedAt));
    this.#commits = this.#commits.filter(({ number }) => number > oldest);
  }

  /** Whether another transaction has dropped the table since. */
  isGone(table: string, snapshot: Snapshot): boolean {
    return this.#since(snapshot).some(({ dropped }) => dropped.has(table));
  }

  /** Whether another transaction has written to the table since. */
  isWritten(table: string, snapshot: Snapshot): boolean {
    return this.#since(snapshot).some(({ written }) => written.has(table));
  }

  /** Whether another transaction has changed one of the rows since. */
  hasChanged(table: string, rows: RowSet, snapshot: Snapshot): boolean {
    return this.#since(snapshot).some((commit) => {
      const changed = commit.rows.get(table);
      return changed !== undefined && intersects(changed, rows);
    });
  }

  #since({ openedAt }: Snapshot): readonly Commit[] {
    return this.#commits.filter(({ number }) => number > openedAt);
  }
}
