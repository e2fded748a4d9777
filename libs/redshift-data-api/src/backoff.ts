import { setTimeout as delay } from 'node:timers/promises';

export interface BackoffSettings {
  readonly minMilliseconds: number;
  readonly maxMilliseconds: number;
}

/** Waits that double from `min` to `max`, each with jitter of a half, so that many pollers spread out. */
export class Backoff {
  private next: number;

  constructor(private readonly settings: BackoffSettings) {
    this.next = settings.minMilliseconds;
  }

  /** Resolves after the wait, or at once when `signal` is aborted meanwhile. */
  async wait(signal?: AbortSignal): Promise<void> {
    const milliseconds = this.next * (0.5 + Math.random() / 2);
    this.next = Math.min(this.next * 2, this.settings.maxMilliseconds);
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  }

  reset(): void {
    this.next = this.settings.minMilliseconds;
  }
}
