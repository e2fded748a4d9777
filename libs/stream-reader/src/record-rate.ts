import type { Clock } from './clock.js';

/** Hands records out evenly: no second's worth is saved up while nothing comes. */
export class RecordRate {
  private freeAtMs = 0;

  constructor(
    private readonly clock: Clock,
    /** Infinite for no limit. */
    private readonly recordsPerSecond: number,
  ) {}

  /** Most records to be handed on at once: a second's worth. */
  get burst(): number {
    return Math.max(1, Math.floor(this.recordsPerSecond));
  }

  /** Resolves when so many records may be handed on. */
  async take(records: number, signal: AbortSignal): Promise<void> {
    if (records === 0) return;
    const now = this.clock.now();
    const startMs = Math.max(now, this.freeAtMs);
    this.freeAtMs = startMs + (records / this.recordsPerSecond) * 1000;
    if (startMs > now) await this.clock.wait(startMs - now, signal);
  }
}
