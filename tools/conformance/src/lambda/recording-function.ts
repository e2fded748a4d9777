import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { clients } from '../clients.js';
import { createFunction, type FunctionSettings, type LambdaFunction } from '../resources/function.js';
import { createQueue, type Queue } from '../resources/queue.js';
import { invoke } from './invoke.js';

/** One invocation, as the function wrote it down before anything else. */
export interface Note<N> {
  readonly requestId: string;
  /** Milliseconds since the epoch, with fractions. */
  readonly startedAtMs: number;
  readonly seen: N;
}

export interface RecordingFunction<N> extends LambdaFunction {
  /** All notes so far, by when they were begun. */
  notes(): Promise<readonly Note<N>[]>;
}

export interface Recording {
  /** JavaScript: the body of a function of `event` that returns what is to be written down. */
  readonly note: string;
  /** JavaScript: the body of an async function of `event` and `note` that returns the handler's answer. */
  readonly body?: string;
  readonly settings?: FunctionSettings;
}

const probe = { areYouThere: true };
const sender = readFileSync(join(import.meta.dirname, 'sender.cjs'), 'utf8');

/**
 * A function that writes every invocation down in a queue of its own, which is how a case sees what reached it. It has
 * answered once when this resolves: what it is given from then on does not wait for code that cannot run.
 */
export async function createRecordingFunction<N>(recording: Recording): Promise<RecordingFunction<N>> {
  const { note, body = '', settings = {} } = recording;
  const queue = await createQueue();
  const created = await createFunction(
    {
      'sender.cjs': sender,
      'index.js': `
        const { tell } = require('./sender.cjs');
        const noteOf = (event) => { ${note} };
        const run = async (event, note) => { ${body} };
        exports.handler = async (event, { awsRequestId: requestId }) => {
          if (event.areYouThere) return 'here';
          const startedAtMs = performance.timeOrigin + performance.now();
          const note = noteOf(event);
          await tell({ requestId, startedAtMs, seen: note });
          return run(event, note);
        };`,
    },
    { ...settings, environment: { ...settings.environment, NOTES_QUEUE_URL: queue.url } },
  );
  const { value } = await invoke(created.name, probe);
  if (value !== 'here') throw new Error(`${created.name} does not run: ${JSON.stringify(value)}`);
  const notes: Note<N>[] = [];
  return {
    ...created,
    notes: async () => {
      notes.push(...(await receiveAll<Note<N>>(queue)));
      return notes.sort((a, b) => a.startedAtMs - b.startedAtMs);
    },
  };
}

/** The bodies of all messages that wait in a queue, which then no longer has them. */
export async function receiveAll<T>({ url: QueueUrl }: Queue): Promise<readonly T[]> {
  const bodies: T[] = [];
  for (;;) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body }) => JSON.parse(Body as string) as T));
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
    await clients.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
