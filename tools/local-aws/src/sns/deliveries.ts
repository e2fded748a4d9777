import type { FunctionInvoker, Instance, QueueSender } from '../kernel/ports.js';
import { isClientError, retryDelaySeconds } from './delivery-retries.js';
import {
  envelope,
  functionEvent,
  queueAttributes,
  type PublishedNotification,
} from './notification-forms.js';
import type { Subscription } from './topic-directory.js';

export interface DeliveryTargets {
  readonly queues: QueueSender;
  readonly functions: FunctionInvoker;
}

/**
 * Hands notifications over, once and at once unless a fault of the topic's deliveries strikes. What fails for now is
 * tried again as SNS does, with the pauses divided by the wait scale; what fails for good is a warning, because SNS
 * has answered the publisher long before.
 */
export class Deliveries {
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(
    private readonly instance: Instance,
    private readonly targets: DeliveryTargets,
  ) {}

  start(subscription: Subscription, published: PublishedNotification): void {
    const delivery = { service: 'sns', resource: published.topicArn };
    for (const afterMs of this.instance.deliveries.arrivals(delivery)) {
      this.#after(afterMs, () => this.#attempt(subscription, published, 0));
    }
  }

  /** What has not arrived by now is lost. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #attempt(subscription: Subscription, published: PublishedNotification, retries: number): void {
    this.#deliver(subscription, published).catch((error: unknown) => {
      const delaySeconds = isClientError(error) ? undefined : retryDelaySeconds(retries + 1);
      if (retries === 0 || delaySeconds === undefined) {
        this.#warn(subscription, published, error, delaySeconds !== undefined);
      }
      if (delaySeconds === undefined) return;
      const pauseMs = (delaySeconds * 1000) / this.instance.waitScale;
      this.#after(pauseMs, () => this.#attempt(subscription, published, retries + 1));
    });
  }

  async #deliver(subscription: Subscription, published: PublishedNotification): Promise<void> {
    const { queues, functions } = this.targets;
    const { protocol, endpoint, rawMessageDelivery } = subscription;
    if (protocol === 'lambda') {
      return functions.invokeEvent(endpoint, functionEvent(this.instance, subscription, published));
    }
    if (rawMessageDelivery) return queues.send(endpoint, published.message, queueAttributes(published));
    return queues.send(endpoint, JSON.stringify(envelope(this.instance, subscription, published)));
  }

  #after(ms: number, run: () => void): void {
    if (this.#closed) return;
    // What is due at once keeps its place before what is published next.
    if (ms <= 0) return run();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    timer.unref();
  }

  #warn({ endpoint }: Subscription, published: PublishedNotification, error: unknown, again: boolean): void {
    const reason = error instanceof Error ? error.message : String(error);
    const { messageId, topicArn } = published;
    const outcome = again ? 'did not reach' : 'will not reach';
    this.instance.warn(`sns: ${messageId} of ${topicArn} ${outcome} ${endpoint}: ${reason}`);
  }
}
