/** One transaction's view of what was committed when its snapshot opened. */
export interface WriterSnapshot {
  readonly openedAt: number;
}

interface Write {
  readonly writer: WriterSnapshot;
  readonly table: string;
  readonly kind: 'UPDATE' | 'DELETE';
  committedAt?: number;
}

/**
 * DuckDB notices two concurrent updates, or two concurrent deletes, of the same row, but lets an update and a
 * delete pass each other; on Redshift an update is a delete and an insert, so they conflict. This closes that
 * gap by table: an UPDATE and a DELETE of concurrent transactions on one table conflict, whichever rows they
 * touch.
 */
export class WriteConflicts {
  #commits = 0;
  #writes: Write[] = [];
  readonly #open = new Set<WriterSnapshot>();

  open(): WriterSnapshot {
    const snapshot = { openedAt: this.#commits };
    this.#open.add(snapshot);
    return snapshot;
  }

  /** False when the write conflicts; the transaction must then roll back. */
  write(writer: WriterSnapshot, table: string, kind: 'UPDATE' | 'DELETE'): boolean {
    const conflicting = this.#writes.some(
      (other) =>
        other.writer !== writer &&
        other.table === table &&
        other.kind !== kind &&
        (other.committedAt ?? Infinity) > writer.openedAt,
    );
    if (!conflicting) this.#writes.push({ writer, table, kind });
    return !conflicting;
  }

  close(writer: WriterSnapshot, committed: boolean): void {
    this.#open.delete(writer);
    if (committed) {
      this.#commits += 1;
      for (const write of this.#writes) if (write.writer === writer) write.committedAt = this.#commits;
    }
    const oldest = Math.min(...[...this.#open].map(({ openedAt }) => openedAt), Infinity);
    this.#writes = this.#writes.filter((write) =>
      write.writer === writer && !committed ? false : (write.committedAt ?? Infinity) > oldest,
    );
  }
}
