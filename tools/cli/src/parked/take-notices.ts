import type { MessageQueue } from '@sluice/message-queue';
import { parkedNoticeSchema, parseMessage } from '@sluice/message-schemas';
import { holdMessages } from '../operate/held-messages.js';
import { counted } from '../terminal/table.js';

export interface NoticeQueue {
  readonly queue: Pick<MessageQueue, 'receive' | 'acknowledgeAll' | 'extendVisibilityOfAll' | 'depth'>;
  readonly queueUrl: string;
  readonly waitSeconds?: number | undefined;
}

export interface TakenNotices {
  readonly taken: number;
  /** What a person should know. */
  readonly complaints: readonly string[];
}

/**
 * Takes the notices of released objects from the parked queue; the others are made visible again. A notice that was sent
 * since the release began tells of something parked anew. Not to be told is no reason to fail: the objects are the truth.
 */
export async function takeNotices(
  { queue, queueUrl, waitSeconds }: NoticeQueue,
  released: ReadonlySet<string>,
  startedAt: Date,
): Promise<TakenNotices> {
  if (released.size === 0) return { taken: 0, complaints: [] };
  const complaints: string[] = [];
  let taken = 0;
  try {
    const { visible } = await queue.depth(queueUrl);
    const held = holdMessages({ queue, queueUrl, expected: visible, waitSeconds });
    try {
      for await (const page of held.pages(new AbortController().signal)) {
        const mine = page.filter(({ body, sentAt }) => {
          const key = parseMessage(parkedNoticeSchema, body)?.key;
          return key !== undefined && released.has(key) && sentAt < startedAt.getTime();
        });
        const { left } = await held.remove(mine);
        taken += mine.length - left;
      }
    } finally {
      const { hidden } = await held.release();
      if (hidden > 0)
        complaints.push(
          `${counted(hidden, 'notice')} could not be made visible again; by themselves they are within ${held.hiddenSeconds} s`,
        );
    }
  } catch (error) {
    complaints.push(
      `notices of what was released stay in the parked queue: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return { taken, complaints };
}
