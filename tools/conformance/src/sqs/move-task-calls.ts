import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type ListMessageMoveTasksResultEntry,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { eventually } from '../eventually.js';
import type { Queue } from '../resources/queue.js';
import { counts, countsSettleSeconds, receive, send } from './queue-calls.js';

const { sqs } = clients;

/** How long AWS may take to start a task, and to tell how far it is; local endpoints divide it. */
export const taskSeconds = 180;

/** With the dead letters that a task needs first. */
export const caseSeconds = taskSeconds + 2 * countsSettleSeconds;

export const start = (SourceArn: string, more: Partial<StartMessageMoveTaskCommandInput> = {}) =>
  sqs.send(new StartMessageMoveTaskCommand({ SourceArn, ...more }));

export const cancel = (TaskHandle: string | undefined) =>
  sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));

/** The newest first; one unless told. */
export const tasks = async (
  SourceArn: string,
  MaxResults?: number,
): Promise<readonly ListMessageMoveTasksResultEntry[]> =>
  (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults }))).Results ?? [];

/** The newest task, once it is over. */
export const newestTaskEnds = (sourceArn: string): Promise<ListMessageMoveTasksResultEntry> =>
  eventually(async () => {
    const [task] = await tasks(sourceArn);
    expect(task?.Status).toMatch(/^(COMPLETED|CANCELLED|FAILED)$/);
    return task as ListMessageMoveTasksResultEntry;
  }, taskSeconds);

/** Sends to a queue that takes one receive and no visibility timeout, and receives until all is dead-lettered. */
export async function deadLetter(queue: Queue, dlq: Queue, messageBodies: readonly string[]): Promise<void> {
  const before = (await counts(dlq.url)).visible;
  const MessageAttributes = {
    kind: { DataType: 'String', StringValue: 'kept' },
    raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255) },
  };
  await Promise.all(messageBodies.map((body) => send(queue.url, body, { MessageAttributes })));
  await eventually(async () => {
    await receive(queue.url, { WaitTimeSeconds: 0, MaxNumberOfMessages: 10 });
    expect((await counts(dlq.url)).visible).toBe(before + messageBodies.length);
  }, countsSettleSeconds);
}
