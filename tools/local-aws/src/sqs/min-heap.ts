/** What waits for a moment. */
export interface Due<T> {
  readonly at: number;
  readonly item: T;
  /** The item's stamp when it was put here; the entry is dead once the item has another. */
  readonly stamp: number;
}

/**
 * Entries by time, the earliest first. Entries die in place when their item moves on; the heap is rebuilt when
 * most are dead, so that it stays proportional to what lives.
 */
export class MinHeap<T> {
  private entries: Due<T>[] = [];
  private rebuildAt = 1024;

  constructor(private readonly alive: (entry: Due<T>) => boolean) {}

  push(at: number, item: T, stamp: number): void {
    if (this.entries.length >= this.rebuildAt) this.rebuild();
    this.entries.push({ at, item, stamp });
    this.rise(this.entries.length - 1);
  }

  /** The earliest living entry, left in place. */
  peek(): Due<T> | undefined {
    for (;;) {
      const first = this.entries[0];
      if (first === undefined || this.alive(first)) return first;
      this.removeFirst();
    }
  }

  /** Takes the earliest living entry if its time has come. */
  popDue(now: number): T | undefined {
    const first = this.peek();
    if (first === undefined || first.at > now) return undefined;
    this.removeFirst();
    return first.item;
  }

  private rebuild(): void {
    this.entries = this.entries.filter(this.alive).sort((a, b) => a.at - b.at);
    this.rebuildAt = Math.max(1024, this.entries.length * 2);
  }

  private removeFirst(): void {
    const last = this.entries.pop();
    if (last === undefined || this.entries.length === 0) return;
    this.entries[0] = last;
    this.sink();
  }

  private rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.at(parent) <= this.at(index)) return;
      this.swap(parent, index);
      index = parent;
    }
  }

  private sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= this.entries.length) return;
      const child = left + 1 < this.entries.length && this.at(left + 1) < this.at(left) ? left + 1 : left;
      if (this.at(index) <= this.at(child)) return;
      this.swap(index, child);
      index = child;
    }
  }

  private at(index: number): number {
    return (this.entries[index] as Due<T>).at;
  }

  private swap(a: number, b: number): void {
    const entry = this.entries[a] as Due<T>;
    this.entries[a] = this.entries[b] as Due<T>;
    this.entries[b] = entry;
  }
}
