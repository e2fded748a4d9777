/** Kinds that end a process. */
const killing: readonly string[] = ['kill-before', 'kill-after', 'kill-statement', 'kill'];

/** What was done to the deployment, by kind. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(kind: string, count = 1): void {
    if (count > 0) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  /** Sorted by kind. */
  byKind(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  get kills(): number {
    return this.#sum((kind) => killing.includes(kind));
  }

  /** Kills among them. */
  get faults(): number {
    return this.#sum(() => true);
  }

  #sum(counts: (kind: string) => boolean): number {
    return [...this.#counts].reduce((sum, [kind, count]) => sum + (counts(kind) ? count : 0), 0);
  }
}
