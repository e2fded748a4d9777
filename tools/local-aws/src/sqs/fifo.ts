/** First in, first out, in constant time: `Array.shift` moves every element that stays. */
export class Fifo<T> {
  private items: (T | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** The first that passes, left in place; those before it are dropped. */
  first(passes: (item: T) => boolean): T | undefined {
    while (this.head < this.items.length) {
      const item = this.items[this.head] as T;
      if (passes(item)) return item;
      this.drop();
    }
    return undefined;
  }

  /** Keeps only what passes. */
  filter(keep: (item: T) => boolean): void {
    this.items = this.items.slice(this.head).filter((item) => keep(item as T));
    this.head = 0;
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }

  private drop(): void {
    this.items[this.head++] = undefined;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
  }
}
