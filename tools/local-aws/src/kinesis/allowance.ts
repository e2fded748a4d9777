/** So much a second, with one second's worth to burst. */
export class Allowance {
  #left: number;
  #filledMs = 0;

  constructor(private readonly perSecond: number) {
    this.#left = perSecond;
  }

  /** What may be taken now; below zero where more was taken than there was. */
  left(nowMs: number): number {
    const seconds = Math.max(0, nowMs - this.#filledMs) / 1000;
    this.#left = Math.min(this.perSecond, this.#left + seconds * this.perSecond);
    this.#filledMs = Math.max(nowMs, this.#filledMs);
    return this.#left;
  }

  take(amount: number): void {
    this.#left -= amount;
  }
}
