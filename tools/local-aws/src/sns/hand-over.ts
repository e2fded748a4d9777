import type { FunctionInvoker, Instance, QueueSender } from '../kernel/ports.js';
import {
  envelope,
  functionEvent,
  queueAttributes,
  type PublishedNotification,
} from './notification-forms.js';
import type { Subscription } from './topic-directory.js';

export interface SubscriptionTargets {
  readonly queues: QueueSender;
  readonly functions: FunctionInvoker;
}

/** Gives a notification to a subscription's target, in the form that it wants. Rejects where it is not taken. */
export async function handOver(
  instance: Instance,
  { queues, functions }: SubscriptionTargets,
  subscription: Subscription,
  published: PublishedNotification,
): Promise<void> {
  const { protocol, endpoint, rawMessageDelivery } = subscription;
  if (protocol === 'lambda') {
    return functions.invokeEvent(endpoint, functionEvent(instance, subscription, published));
  }
  if (rawMessageDelivery) return queues.send(endpoint, published.message, queueAttributes(published));
  return queues.send(endpoint, JSON.stringify(envelope(instance, subscription, published)));
}
