/** So much a second, and at most so much at once: one second's worth unless told otherwise. */
export class Allowance {
  #most: number;
  #left: number;
  #filledMs = 0;

  constructor(
    private readonly perSecond: number,
    most = perSecond,
  ) {
    this.#most = most;
    this.#left = most;
  }

  /** More or less at once from now on; what was taken stays taken. */
  resize(most: number): void {
    this.#left += most - this.#most;
    this.#most = most;
  }

  /** What may be taken now; below zero where more was taken than there was. */
  left(nowMs: number): number {
    const seconds = Math.max(0, nowMs - this.#filledMs) / 1000;
    this.#left = Math.min(this.#most, this.#left + seconds * this.perSecond);
    this.#filledMs = Math.max(nowMs, this.#filledMs);
    return this.#left;
  }

  take(amount: number): void {
    this.#left -= amount;
  }
}
