import { setTimeout as delay } from 'node:timers/promises';
import {
  SendMessageBatchCommand,
  SendMessageCommand,
  type MessageAttributeValue,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { errorCode } from '@sluice/aws-errors';
import { attempt, failedEntry } from './errors.js';
import type { FailedEntry, OutgoingMessage } from './message.js';
import { inBatches, messageBytes } from './message-size.js';

export interface SendAllOptions {
  /** Most bytes of one call, body and attributes. Default: 262,144, which every queue takes. */
  readonly maxBatchBytes?: number;
  /** Tries of an entry that SQS did not take. Default: 4. */
  readonly maxAttempts?: number;
  /** First pause before such an entry is tried again; doubles, with jitter. Default: 100 ms. */
  readonly retryBaseMilliseconds?: number;
  /** When it ends, what was not sent yet is listed as failed with the code `AbortError`. */
  readonly signal?: AbortSignal;
}

/** What SendMessageBatch takes in one call, whatever its size. */
const maxEntries = 10;

interface Entry {
  readonly index: number;
  readonly message: OutgoingMessage;
}

export async function send(client: SQSClient, queueUrl: string, message: OutgoingMessage): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: message.body,
    MessageAttributes: attributesOf(message),
  });
  await attempt('SendMessage', queueUrl, () => client.send(command));
}

export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  messages: readonly OutgoingMessage[],
  { maxBatchBytes = 262_144, maxAttempts = 4, retryBaseMilliseconds = 100, signal }: SendAllOptions = {},
): Promise<{ failed: FailedEntry[] }> {
  const entries = messages.map((message, index) => ({ index, message }));
  const batches = inBatches(entries, ({ message }) => messageBytes(message), {
    maxEntries,
    maxBytes: maxBatchBytes,
  });
  const failed: FailedEntry[] = [];
  for (const [position, batch] of batches.entries()) {
    const refused = await sendUntilTaken(batch);
    failed.push(...refused);
    const stopped = refused.find(({ senderFault }) => !senderFault);
    if (!stopped) continue;
    // What follows would be sent again with what failed: it is left unsent.
    failed.push(...batches.slice(position + 1).flatMap((rest) => refuseAll(rest, stopped.code, false)));
    break;
  }
  return { failed: failed.sort((a, b) => a.index - b.index) };

  async function sendUntilTaken(batch: readonly Entry[]): Promise<FailedEntry[]> {
    const refused: FailedEntry[] = [];
    let waiting = batch;
    for (let tries = 1; ; tries++) {
      const missed = await sendOnce(client, queueUrl, waiting, signal);
      refused.push(...missed.filter(({ senderFault }) => senderFault));
      const again = missed.filter(({ senderFault }) => !senderFault);
      if (again.length === 0) return refused;
      if (tries >= maxAttempts || signal?.aborted) return [...refused, ...again];
      const indexes = new Set(again.map(({ index }) => index));
      waiting = waiting.filter(({ index }) => indexes.has(index));
      const pause = retryBaseMilliseconds * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

const refuseAll = (entries: readonly Entry[], code: string, senderFault: boolean): FailedEntry[] =>
  entries.map(({ index }) => ({ index, code, senderFault }));

/** One call. A call that fails as a whole was already retried by the SDK; all its entries count as not taken. */
async function sendOnce(
  client: SQSClient,
  queueUrl: string,
  entries: readonly Entry[],
  signal: AbortSignal | undefined,
): Promise<FailedEntry[]> {
  if (signal?.aborted) return refuseAll(entries, 'AbortError', false);
  const command = new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: entries.map(({ index, message }) => ({
      Id: String(index),
      MessageBody: message.body,
      MessageAttributes: attributesOf(message),
    })),
  });
  try {
    const { Failed = [] } = await client.send(command, signal ? { abortSignal: signal } : {});
    return Failed.map(failedEntry);
  } catch (error) {
    const code = errorCode(error);
    return refuseAll(entries, code, code === 'BatchRequestTooLong');
  }
}

function attributesOf({ attributes }: OutgoingMessage): Record<string, MessageAttributeValue> | undefined {
  if (!attributes) return undefined;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );
}
