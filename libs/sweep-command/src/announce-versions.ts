import { setTimeout as delay } from 'node:timers/promises';
import type { FileArrived } from '@sluice/message-schemas';
import type { FailedEntry, MessageQueue } from '@sluice/message-queue';
import { usualPatience, type Patience } from './patience.js';

export interface Announcing {
  readonly queue: Pick<MessageQueue, 'sendAll'>;
  readonly queueUrl: string;
  /** Messages a second. Default: as fast as the queue takes them. */
  readonly rate?: number | undefined;
  readonly patience?: Patience;
  /** Told of each that is on the queue, in order. */
  readonly onSent: (file: FileArrived) => void;
}

export interface Announced {
  /** What the queue refuses whoever sends it. */
  readonly refused: readonly { readonly file: FileArrived; readonly code: string }[];
  /** Where it stopped, because the queue took nothing more or it was told to; undefined when it came to the end. */
  readonly firstUnsent?: { readonly index: number; readonly code: string };
}

/** What one call of SQS takes. */
const chunkSize = 10;

/** Sends announcements in order, some at a time; what the queue does not take now is tried again, for a while. */
export async function announceVersions(
  files: readonly FileArrived[],
  { queue, queueUrl, rate, patience = usualPatience, onSent }: Announcing,
  signal: AbortSignal,
): Promise<Announced> {
  const refused: { file: FileArrived; code: string }[] = [];
  const size = rate === undefined ? chunkSize : Math.min(chunkSize, rate);
  const startedAt = performance.now();
  for (let start = 0; start < files.length; start += size) {
    if (rate !== undefined) await pauseUntil(startedAt + (start / rate) * 1_000, signal);
    let waiting = files.slice(start, start + size);
    for (let tries = 1; waiting.length > 0; tries++) {
      const messages = waiting.map((file) => ({ body: JSON.stringify(file) }));
      const { failed } = await queue.sendAll(queueUrl, messages, { signal });
      const failures = new Map<FileArrived | undefined, FailedEntry>(
        failed.map((entry) => [waiting[entry.index], entry]),
      );
      for (const file of waiting) {
        const failure = failures.get(file);
        if (failure === undefined) onSent(file);
        else if (failure.senderFault) refused.push({ file, code: failure.code });
      }
      const before = waiting.length;
      waiting = waiting.filter((file) => failures.get(file)?.senderFault === false);
      const [first] = waiting;
      if (first === undefined) break;
      if (waiting.length < before) tries = 1;
      if (signal.aborted || tries >= patience.fruitlessTries)
        return {
          refused,
          firstUnsent: { index: files.indexOf(first), code: failures.get(first)?.code ?? 'unknown' },
        };
      const pause = Math.min(
        patience.firstPauseMilliseconds * 2 ** (tries - 1),
        patience.longestPauseMilliseconds,
      );
      await delay(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
  return { refused };
}

const pauseUntil = async (at: number, signal: AbortSignal): Promise<void> => {
  const left = at - performance.now();
  if (left > 0) await delay(left, undefined, { signal }).catch(() => undefined);
};
