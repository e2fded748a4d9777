/**
 * Seconds for which this process had the chance to do something. A monotonic clock goes on while a machine or a process
 * is suspended, and nothing is wedged only because it was not run: no longer pause between two ticks counts than
 * `mostSeconds`.
 */
export class ActiveClock {
  #seconds = 0;
  #lastTick: number;

  /** @param now monotonic, milliseconds */
  constructor(
    private readonly mostSeconds: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#lastTick = now();
  }

  /** As of the last tick. */
  get seconds(): number {
    return this.#seconds;
  }

  tick(): void {
    const now = this.now();
    this.#seconds += Math.min((now - this.#lastTick) / 1000, this.mostSeconds);
    this.#lastTick = now;
  }
}
