import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { attempt } from './errors.js';
import type { FailedEntry, OutgoingMessage, QueueDepth, ReceivedMessage } from './message.js';
import {
  cancelMoveTask,
  listMoveTasks,
  startMoveTask,
  type MoveTask,
  type MoveTaskRequest,
} from './move-tasks.js';
import { receive, type ReceiveOptions } from './receive.js';
import { send, sendAll, type SendAllOptions } from './send.js';
import { acknowledge, acknowledgeAll, extendVisibility, extendVisibilityOfAll } from './settle-receipts.js';

/**
 * Standard queues of SQS: delivered at least once, in no order. Unless said otherwise a method throws
 * `QueueUnavailableError` when SQS could not do it after the SDK's retries.
 */
export interface MessageQueue {
  /** Durable when it resolves. When it throws the message may still have been taken. */
  send(queueUrl: string, message: OutgoingMessage): Promise<void>;
  /**
   * Sends in order, as few calls as the limits allow. Entries that SQS did not take are tried again by themselves.
   * Does not throw for faults of SQS: `failed` lists, by index, whatever is not known to be taken. The first fault
   * that outlives its retries stops it, so that what has to be sent again anyway is not sent twice.
   */
  sendAll(
    queueUrl: string,
    messages: readonly OutgoingMessage[],
    options?: SendAllOptions,
  ): Promise<{ failed: FailedEntry[] }>;
  /**
   * One receive. Empty when nothing came or the signal ended it; what SQS handed out in that moment comes again
   * after its visibility, one receive poorer.
   */
  receive(queueUrl: string, options: ReceiveOptions): Promise<ReceivedMessage[]>;
  /**
   * Deletes a message: it is never delivered again, but for SQS's rare duplicates. Call it last.
   * @throws {ReceiptExpiredError} when it is no longer this receiver's
   */
  acknowledge(queueUrl: string, receiptHandle: string): Promise<void>;
  /** Acknowledges many. Does not throw for faults of SQS: what `failed` lists, by index, is delivered again. */
  acknowledgeAll(queueUrl: string, receiptHandles: readonly string[]): Promise<{ failed: FailedEntry[] }>;
  /**
   * Keeps a message hidden for so many seconds (rounded up to whole ones) from now; 0 gives it back at once. At
   * most 12 h from its receive.
   * @throws {ReceiptExpiredError} when it is no longer this receiver's
   */
  extendVisibility(queueUrl: string, receiptHandle: string, seconds: number): Promise<void>;
  /** The same for many. Does not throw for faults of SQS: `failed` lists, by index, what was not extended. */
  extendVisibilityOfAll(
    queueUrl: string,
    receiptHandles: readonly string[],
    seconds: number,
  ): Promise<{ failed: FailedEntry[] }>;
  /** Approximate, and some seconds old. */
  depth(queueUrl: string): Promise<QueueDepth>;
  /** Starts moving messages from a DLQ; asynchronous. SQS runs one task a queue and refuses a second. */
  startMoveTask(request: MoveTaskRequest): Promise<{ taskHandle: string }>;
  /** The latest ten tasks of a DLQ, the newest first. */
  listMoveTasks(sourceArn: string): Promise<MoveTask[]>;
  /** What was moved stays moved. */
  cancelMoveTask(taskHandle: string): Promise<{ moved: number }>;
}

/** For who only sends: a bundle then holds no more of SQS. */
export function createQueueSender(client: SQSClient): Pick<MessageQueue, 'send' | 'sendAll'> {
  return {
    send: (queueUrl, message) => send(client, queueUrl, message),
    sendAll: (queueUrl, messages, options) => sendAll(client, queueUrl, messages, options),
  };
}

export function createMessageQueue(client: SQSClient): MessageQueue {
  return {
    ...createQueueSender(client),
    receive: (queueUrl, options) => receive(client, queueUrl, options),
    acknowledge: (queueUrl, receiptHandle) => acknowledge(client, queueUrl, receiptHandle),
    acknowledgeAll: (queueUrl, receiptHandles) => acknowledgeAll(client, queueUrl, receiptHandles),
    extendVisibility: (queueUrl, receiptHandle, seconds) =>
      extendVisibility(client, queueUrl, receiptHandle, Math.ceil(seconds)),
    extendVisibilityOfAll: (queueUrl, receiptHandles, seconds) =>
      extendVisibilityOfAll(client, queueUrl, receiptHandles, Math.ceil(seconds)),
    depth: (queueUrl) => depth(client, queueUrl),
    startMoveTask: (request) => startMoveTask(client, request),
    listMoveTasks: (sourceArn) => listMoveTasks(client, sourceArn),
    cancelMoveTask: (taskHandle) => cancelMoveTask(client, taskHandle),
  };
}

async function depth(client: SQSClient, queueUrl: string): Promise<QueueDepth> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  const { Attributes = {} } = await attempt('GetQueueAttributes', queueUrl, () => client.send(command));
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    notVisible: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}
