import { setTimeout as delay } from 'node:timers/promises';
import type { MessageQueue, ReceivedMessage } from '@sluice/message-queue';

export interface Holding {
  readonly queue: Pick<MessageQueue, 'receive' | 'acknowledgeAll' | 'extendVisibilityOfAll' | 'depth'>;
  readonly queueUrl: string;
  /** Messages to expect. What is received stays hidden for as long as it takes to go through so many. */
  readonly expected: number;
  /** Messages a second at most that are worked on. */
  readonly rate?: number | undefined;
  /** Receives no more than so many. */
  readonly max?: number | undefined;
  /** How long an empty receive is waited for. Default: 1 s. */
  readonly waitSeconds?: number | undefined;
}

/** Why no more was received. */
export type HoldEnd = 'emptied' | 'max' | 'too slow' | 'stopped';

/**
 * Every message of a queue, each received once and hidden from others meanwhile. Nothing is deleted but what is given to
 * `remove`; `release` makes the rest visible again, in the order in which it came. Whoever is killed in between leaves
 * them hidden until their visibility ends (`hiddenSeconds` at most).
 */
export interface HeldMessages {
  readonly hiddenSeconds: number;
  /** Page by page until nothing more comes, or the signal says to stop. */
  pages(signal: AbortSignal): AsyncGenerator<readonly ReceivedMessage[], HoldEnd>;
  /** Deletes; what could not be deleted comes again. */
  remove(messages: readonly ReceivedMessage[]): Promise<{ left: number }>;
  /** @returns how many stay hidden because SQS did not take it */
  release(): Promise<{ hidden: number }>;
}

/** What reading takes when all goes well is a tenth of this or less. */
const messagesASecond = 10;
const leastHiddenSeconds = 60;
/** SQS allows no more. */
const mostHiddenSeconds = 43_200;
/** Receives in a row that brought nothing, or nothing new, although the queue says that messages are visible. */
const fruitlessReceives = 3;

export function holdMessages(holding: Holding): HeldMessages {
  const { queue, queueUrl, expected, rate, max = Infinity, waitSeconds = 1 } = holding;
  const slowest = Math.min(messagesASecond, rate ?? Infinity);
  const hiddenSeconds = Math.min(mostHiddenSeconds, leastHiddenSeconds + Math.ceil(expected / slowest));
  const startedAt = performance.now();
  // What was received first becomes visible again first: nothing is received by then.
  const isLate = () => performance.now() - startedAt > hiddenSeconds * 800;
  /** Newest receipt by message id: SQS may hand out one twice. */
  const held = new Map<string, string>();
  const seen = new Set<string>();

  async function* pages(signal: AbortSignal): AsyncGenerator<readonly ReceivedMessage[], HoldEnd> {
    for (let fruitless = 0; fruitless < fruitlessReceives;) {
      if (signal.aborted) return 'stopped';
      if (isLate()) return 'too slow';
      const maxMessages = Math.min(10, max - seen.size);
      if (maxMessages <= 0) return 'max';
      // Never cut off: what SQS hands out in that moment would stay hidden.
      const received = await queue.receive(queueUrl, {
        maxMessages,
        waitSeconds,
        visibilityTimeoutSeconds: hiddenSeconds,
      });
      const page = received.filter(({ messageId }) => !seen.has(messageId));
      const goneBefore = received.filter(({ messageId }) => seen.has(messageId) && !held.has(messageId));
      for (const message of received)
        if (!goneBefore.includes(message)) held.set(message.messageId, message.receiptHandle);
      for (const { messageId } of page) seen.add(messageId);
      if (goneBefore.length > 0) await settled(receiptsOf(goneBefore), remove);
      if (page.length > 0) {
        fruitless = 0;
        yield page;
      } else if ((await queue.depth(queueUrl)).visible === 0) return 'emptied';
      else fruitless++;
    }
    return 'emptied';
  }

  const remove = (receipts: readonly string[]) => queue.acknowledgeAll(queueUrl, receipts);
  const show = (receipts: readonly string[]) => queue.extendVisibilityOfAll(queueUrl, receipts, 0);

  return {
    hiddenSeconds,
    pages,
    remove: async (messages) => {
      const receipts = messages.map(({ messageId, receiptHandle }) => held.get(messageId) ?? receiptHandle);
      for (const { messageId } of messages) held.delete(messageId);
      const left = await settled(receipts, remove);
      // What cannot be deleted is shown again with the rest.
      messages.forEach(({ messageId }, index) => {
        const receipt = receipts[index];
        if (receipt !== undefined && left.has(receipt)) held.set(messageId, receipt);
      });
      return { left: left.size };
    },
    release: async () => {
      const receipts = [...held.values()];
      held.clear();
      return { hidden: (await settled(receipts, show)).size };
    },
  };
}

const receiptsOf = (messages: readonly ReceivedMessage[]) =>
  messages.map(({ receiptHandle }) => receiptHandle);

/** Tries of what SQS does not take at once. */
const settleTries = 5;

/** Receipts that could not be settled; those that are nobody's any more are. */
async function settled(
  receipts: readonly string[],
  settle: (receipts: readonly string[]) => ReturnType<MessageQueue['acknowledgeAll']>,
): Promise<ReadonlySet<string>> {
  let waiting = receipts;
  for (let tries = 1; waiting.length > 0; tries++) {
    const { failed } = await settle(waiting);
    const again = new Set(failed.filter(({ senderFault }) => !senderFault).map(({ index }) => index));
    waiting = waiting.filter((_, index) => again.has(index));
    if (tries >= settleTries) break;
    if (waiting.length > 0) await delay(100 * 2 ** tries * (0.5 + Math.random() / 2));
  }
  return new Set(waiting);
}
