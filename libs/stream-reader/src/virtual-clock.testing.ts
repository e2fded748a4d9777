import type { Clock } from './clock.js';

/** Time that passes when everybody waits for it. */
export class VirtualClock implements Clock {
  private readonly waiting = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  private ticking = false;

  constructor(
    private currentMs: number,
    readonly random: () => number = () => 0.5,
  ) {}

  now(): number {
    return this.currentMs;
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.delete(waiter);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted) return leave();
      const wake = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const waiter = { atMs: this.currentMs + Math.max(0, milliseconds), wake };
      this.waiting.add(waiter);
      signal?.addEventListener('abort', leave, { once: true });
      this.tick();
    });
  }

  /** What is not waiting for time goes on in microtasks, which are over when an immediate comes. */
  private tick(): void {
    if (this.ticking) return;
    this.ticking = true;
    setImmediate(() => {
      this.ticking = false;
      const [first] = [...this.waiting].sort((a, b) => a.atMs - b.atMs);
      if (!first) return;
      this.waiting.delete(first);
      this.currentMs = Math.max(this.currentMs, first.atMs);
      first.wake();
      if (this.waiting.size > 0) this.tick();
    });
  }
}
