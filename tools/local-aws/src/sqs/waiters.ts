import { Fifo } from './fifo.js';
import type { Message } from './message.js';

/** A long poll. */
export interface Waiter {
  readonly limit: number;
  readonly visibilityTimeoutSeconds: number;
  readonly waitMs: number;
  /** Aborted when the client is gone: it then gets no message, which another can have. */
  readonly signal: AbortSignal;
  resolve(messages: Message[]): void;
}

/** The receives that wait at a queue, the longest waiting first. */
export class Waiters {
  private readonly line = new Fifo<Waiter>();
  private readonly waiting = new Set<Waiter>();
  private timer: NodeJS.Timeout | undefined;
  private wakeAt = Infinity;
  private closed = false;

  /** @param wake called when a hidden message may have become visible */
  constructor(private readonly wake: () => void) {}

  get length(): number {
    return this.waiting.size;
  }

  wait(asked: Omit<Waiter, 'resolve'>): Promise<Message[]> {
    if (this.closed) return Promise.resolve([]);
    return new Promise((resolve) => {
      const end = (messages: Message[]) => {
        if (!this.waiting.delete(waiter)) return;
        clearTimeout(timeout);
        asked.signal.removeEventListener('abort', giveUp);
        // Left in the line until it comes up; swept when those that left outnumber those that wait.
        if (this.line.length > 2 * this.waiting.size + 64) this.line.filter((one) => this.waiting.has(one));
        resolve(messages);
      };
      const giveUp = () => end([]);
      const waiter: Waiter = { ...asked, resolve: end };
      const timeout = setTimeout(giveUp, asked.waitMs);
      asked.signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(waiter);
      this.line.push(waiter);
    });
  }

  /** Hands messages to waiters until one of the two runs out. */
  serve(take: (limit: number, visibilityTimeoutSeconds: number) => Message[]): void {
    let waiter = this.first();
    while (waiter !== undefined) {
      const messages = take(waiter.limit, waiter.visibilityTimeoutSeconds);
      if (messages.length === 0) break;
      waiter.resolve(messages);
      waiter = this.first();
    }
  }

  /** Looks again after so many milliseconds, or earlier. */
  wakeIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.timer !== undefined && this.wakeAt <= at) return;
    clearTimeout(this.timer);
    this.wakeAt = at;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        if (this.waiting.size > 0) this.wake();
      },
      Math.min(Math.max(ms, 1), 60_000),
    );
    this.timer.unref();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const waiter of [...this.waiting]) waiter.resolve([]);
  }

  /** Stays at the head of the line until it is served. */
  private first(): Waiter | undefined {
    return this.line.first((one) => this.waiting.has(one));
  }
}
