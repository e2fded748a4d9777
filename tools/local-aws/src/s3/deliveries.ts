import type { Instance } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';

/** An event on its way to one target. */
export interface Delivery {
  /** As in requests: bucket/key. */
  readonly resource: string;
  /** For a warning: which event, and who gets it. */
  readonly what: string;
  /** Rejects where the target does not take it. */
  hand(): Promise<void>;
}

/** About an hour of tries, the first ones seconds apart: S3 promises to try again, and not how often. */
const maxRetries = 64;
const retryPauseMs = (retry: number): number => Math.min(1000 * 2 ** (retry - 1), 60_000);

/**
 * Hands events over, once and at once unless a fault of the bucket's deliveries strikes. What fails for now is tried
 * again, with pauses that the wait scale divides; what fails for good is a warning, because S3 has answered its client
 * long before.
 */
export class Deliveries {
  private readonly timers = new Set<NodeJS.Timeout>();
  private isClosed = false;

  constructor(private readonly instance: Instance) {}

  start(delivery: Delivery): void {
    const arrivals = this.instance.deliveries.arrivals({ service: 's3', resource: delivery.resource });
    for (const afterMs of arrivals) this.after(afterMs, () => this.attempt(delivery, 0));
  }

  /** Nothing is handed over any more. */
  close(): void {
    this.isClosed = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private attempt(delivery: Delivery, retries: number): void {
    delivery.hand().catch((error: unknown) => {
      const isFinal = isClientError(error) || retries === maxRetries;
      if (isFinal || retries === 0) {
        const reason = error instanceof Error ? error.message : String(error);
        const outcome = isFinal ? 'given up' : 'tried again later';
        this.instance.warn(`s3: ${delivery.what} failed and is ${outcome}: ${reason}`);
      }
      if (isFinal) return;
      const pauseMs = retryPauseMs(retries + 1) / this.instance.waitScale;
      this.after(pauseMs, () => this.attempt(delivery, retries + 1));
    });
  }

  private after(ms: number, run: () => void): void {
    if (this.isClosed) return;
    // What is due at once keeps its place before what happens next.
    if (ms <= 0) return run();
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms);
    this.timers.add(timer);
    timer.unref();
  }
}

/** A target that is gone, or will never take the event; one that is asked too much will. */
const isClientError = (error: unknown): boolean =>
  error instanceof AwsError && error.status < 500 && error.status !== 429;
