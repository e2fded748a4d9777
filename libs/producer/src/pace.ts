/** What accrues while nothing is sent, or while a request is under way, may be sent at once. */
const burstSeconds = 0.25;
/** Below this a request is not worth its cost: up to 20 a second. */
const portionSeconds = 0.05;

/** A rate of records, kept smoothly: small portions at short intervals, not all of a second's at its start. */
export class Pace {
  private allowed: number;
  private countedAt: number;

  /** @param perSecond Infinity: no limit */
  constructor(
    private readonly perSecond: number,
    now: number,
  ) {
    this.countedAt = now;
    this.allowed = Math.max(1, perSecond * portionSeconds);
  }

  /** How many records may go now. */
  allowance(now: number): number {
    if (this.perSecond === Infinity) return Infinity;
    const most = Math.max(1, this.perSecond * burstSeconds);
    this.allowed = Math.min(most, this.allowed + ((now - this.countedAt) / 1000) * this.perSecond);
    this.countedAt = now;
    return Math.floor(this.allowed);
  }

  spend(records: number): void {
    this.allowed -= records;
  }

  /** Records that make a request worth sending, of so many that wait. */
  portion(waiting: number): number {
    return Math.min(waiting, Math.max(1, Math.floor(this.perSecond * portionSeconds)));
  }

  /** Milliseconds until so many may go. */
  delay(records: number): number {
    return Math.max(0, Math.ceil(((records - this.allowed) / this.perSecond) * 1000));
  }
}
