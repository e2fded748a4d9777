/** Whoever waits for a slot. */
interface Waiting {
  readonly start: () => void;
  readonly onLook: (() => void) | undefined;
}

/** At most so many statements in flight; the others wait in the order in which they came. */
export class StatementSlots {
  private readonly waiting: Waiting[] = [];
  private taken = 0;

  constructor(private readonly count: number) {}

  /**
   * Runs `work` once a slot is free, and hands it what it is to call with each look at its statement.
   * @param onLook told of these looks; while it waits, of those at the statements that it waits for
   * @throws the signal's reason when it is aborted while waiting
   */
  async run<T>(
    work: (looked: () => void) => Promise<T>,
    signal?: AbortSignal,
    onLook?: () => void,
  ): Promise<T> {
    await this.take(signal, onLook);
    try {
      return await work(() => {
        onLook?.();
        for (const one of this.waiting) one.onLook?.();
      });
    } finally {
      // The slot is handed over, not freed, so that nobody overtakes.
      const next = this.waiting.shift();
      if (next) next.start();
      else this.taken -= 1;
    }
  }

  private async take(signal: AbortSignal | undefined, onLook: (() => void) | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.taken < this.count) {
      this.taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const start = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const one: Waiting = { start, onLook };
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(one), 1);
        reject(signal?.reason as Error);
      };
      this.waiting.push(one);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
