export { consume } from './consume/consume.js';
export {
  type ConsumedQueue,
  type ConsumerObserver,
  type ConsumerOptions,
  type Settlement,
} from './consume/consumer-options.js';
export {
  QueueUnavailableError,
  ReceiptExpiredError,
  VisibilityLostError,
  type VisibilityLoss,
} from './errors.js';
export { type FailedEntry, type OutgoingMessage, type QueueDepth, type ReceivedMessage } from './message.js';
export { createMessageQueue, createQueueSender, type MessageQueue } from './message-queue.js';
export { type MoveTask, type MoveTaskRequest } from './move-tasks.js';
export { type ReceiveOptions } from './receive.js';
export { type SendAllOptions } from './send.js';
