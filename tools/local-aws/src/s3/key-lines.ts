/** Says whether a key was written or deleted since the watch began. */
export interface KeyWatch {
  readonly hasChanged: boolean;
  end(): void;
}

/** Whoever changes a key of a bucket stands in line with others of that key, and whoever watches it learns of it. */
export class KeyLines {
  private readonly lines = new Map<string, Promise<unknown>>();
  private readonly watches = new Map<string, Set<{ hasChanged: boolean }>>();

  /** Runs after all that was in line for the key before. */
  async inLine<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.lines.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.lines.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.lines.get(key) === settled) this.lines.delete(key);
    }
  }

  watch(key: string): KeyWatch {
    const watch = { hasChanged: false };
    const watches = this.watches.get(key) ?? new Set();
    this.watches.set(key, watches.add(watch));
    const end = () => {
      if (watches.delete(watch) && watches.size === 0) this.watches.delete(key);
    };
    return Object.assign(watch, { end });
  }

  tell(key: string): void {
    for (const watch of this.watches.get(key) ?? []) watch.hasChanged = true;
  }
}
