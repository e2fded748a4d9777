/** Blocks that are made ready off this thread, several at a time, and taken in the order in which they were given. */
export class OrderedBlocks<Note> {
  private readonly pending: { readonly bytes: Promise<Buffer>; readonly note: Note }[] = [];

  /** @param take called with one block after the other */
  constructor(
    private readonly maxPending: number,
    private readonly take: (bytes: Buffer, note: Note) => Promise<void>,
  ) {}

  /** Waits while too many are under way. */
  async add(bytes: Promise<Buffer>, note: Note): Promise<void> {
    // Awaited in its turn; until then a failure must not count as unhandled.
    bytes.catch(() => undefined);
    this.pending.push({ bytes, note });
    await this.takeUntil(this.maxPending - 1);
  }

  /** Takes all that is left. */
  async finish(): Promise<void> {
    await this.takeUntil(0);
  }

  /** Waits until nothing is under way any more. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.pending.map(({ bytes }) => bytes));
  }

  private async takeUntil(left: number): Promise<void> {
    while (this.pending.length > left) {
      const { bytes, note } = this.pending[0] as (typeof this.pending)[number];
      await this.take(await bytes, note);
      this.pending.shift();
    }
  }
}
