import type { Delivery, Instance } from './ports.js';
import { AwsError } from './service.js';

/** Something that is on its way to one target. */
export interface Outgoing extends Delivery {
  /** For a warning: what it is, and who gets it. */
  readonly what: string;
  /** Rejects where the target does not take it. */
  hand(): Promise<void>;
}

/** Milliseconds before the retry of that number, counted from 1; undefined once the service gives up. */
export type RetryPolicy = (retry: number) => number | undefined;

/**
 * Hands over what a service sends of its own accord, once and at once unless a fault strikes. What fails for now is
 * tried again by the service's policy, with pauses that the wait scale divides; what fails for good is a warning,
 * because the service has answered its client long before.
 */
export class Deliveries {
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(
    private readonly instance: Instance,
    private readonly retryPauseMs: RetryPolicy,
  ) {}

  start(outgoing: Outgoing): void {
    for (const afterMs of this.instance.deliveries.arrivals(outgoing)) {
      this.#after(afterMs, () => this.#attempt(outgoing, 0));
    }
  }

  /** Nothing is handed over any more; what has not arrived by now is lost. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #attempt(outgoing: Outgoing, retries: number): void {
    outgoing.hand().catch((error: unknown) => {
      const pauseMs = isClientError(error) ? undefined : this.retryPauseMs(retries + 1);
      if (retries === 0 || pauseMs === undefined) this.#warn(outgoing, error, pauseMs === undefined);
      if (pauseMs === undefined) return;
      this.#after(pauseMs / this.instance.waitScale, () => this.#attempt(outgoing, retries + 1));
    });
  }

  #after(ms: number, run: () => void): void {
    if (this.#closed) return;
    // What is due at once keeps its place before what happens next.
    if (ms <= 0) return run();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    timer.unref();
  }

  #warn({ service, what }: Outgoing, error: unknown, isGivenUp: boolean): void {
    const reason = error instanceof Error ? error.message : String(error);
    const outcome = isGivenUp ? 'given up' : 'tried again later';
    this.instance.warn(`${service}: ${what} failed and is ${outcome}: ${reason}`);
  }
}

/** A target that is gone, or refuses for good. One that is asked too much does neither. */
const isClientError = (error: unknown): boolean =>
  error instanceof AwsError && error.status < 500 && error.status !== 429 && !/throttl/i.test(error.code);
