/** Lets through, or holds back until it is opened again. */
export class Gate {
  #opened: Promise<void> = Promise.resolve();
  #open: (() => void) | undefined;

  /** Resolves when it is open, which may be at once. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  close(): void {
    if (this.#open !== undefined) return;
    this.#opened = new Promise((resolve) => (this.#open = resolve));
  }

  open(): void {
    this.#open?.();
    this.#open = undefined;
  }
}
