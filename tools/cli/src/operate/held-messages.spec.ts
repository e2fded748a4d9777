import type { ReceivedMessage } from '@sluice/message-queue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { holdMessages, type Holding } from './held-messages.js';

afterEach(() => void vi.restoreAllMocks());

const message = (messageId: string, receiptHandle = `${messageId}-1`): ReceivedMessage => ({
  messageId,
  receiptHandle,
  body: messageId,
  attributes: {},
  receiveCount: 1,
  sentAt: 0,
  firstReceivedAt: 0,
});

/** A queue that answers receives as it is told, and then with nothing. */
function fakeQueue(answers: readonly (readonly ReceivedMessage[])[], visible: () => number = () => 0) {
  const left = [...answers];
  const queue = {
    receive: vi.fn<Holding['queue']['receive']>(async () => [...(left.shift() ?? [])]),
    acknowledgeAll: vi.fn<Holding['queue']['acknowledgeAll']>(async () => ({ failed: [] })),
    extendVisibilityOfAll: vi.fn<Holding['queue']['extendVisibilityOfAll']>(async () => ({ failed: [] })),
    depth: async () => ({ visible: visible(), notVisible: 0, delayed: 0 }),
  };
  return { queue, left };
}

async function readAll(held: ReturnType<typeof holdMessages>, onPage?: () => void) {
  const bodies: string[] = [];
  const pages = held.pages(new AbortController().signal);
  for (;;) {
    const { done, value } = await pages.next();
    if (done) return { bodies, end: value };
    bodies.push(...value.map(({ body }) => body));
    onPage?.();
  }
}

const hold = (queue: Holding['queue'], options: Partial<Holding> = {}) =>
  holdMessages({ queue, queueUrl: 'q', expected: 2, waitSeconds: 0, ...options });

describe('messages that are held', () => {
  it('are told once, and shown again by their newest receipt', async () => {
    const { queue } = fakeQueue([[message('a'), message('b')], [message('a', 'a-2')]]);
    const held = hold(queue);
    expect(await readAll(held)).toEqual({ bodies: ['a', 'b'], end: 'emptied' });
    expect(await held.release()).toEqual({ hidden: 0 });
    expect(queue.extendVisibilityOfAll.mock.calls).toEqual([['q', ['a-2', 'b-1'], 0]]);
  });

  it('and were removed, are removed again when SQS hands them out once more', async () => {
    const { queue } = fakeQueue([[message('a')], [message('a', 'a-2')]]);
    const held = hold(queue);
    const pages = held.pages(new AbortController().signal);
    await pages.next();
    await held.remove([message('a')]);
    expect(await pages.next()).toEqual({ done: true, value: 'emptied' });
    expect(queue.acknowledgeAll.mock.calls).toEqual([
      ['q', ['a-1']],
      ['q', ['a-2']],
    ]);
    await held.release();
    expect(queue.extendVisibilityOfAll).not.toHaveBeenCalled();
  });

  it('are hidden long enough for all of them, and for no more than SQS allows', () => {
    const { queue } = fakeQueue([]);
    const secondsOf = (options: Partial<Holding>) => hold(queue, options).hiddenSeconds;
    expect(secondsOf({ expected: 0 })).toBe(60);
    expect(secondsOf({ expected: 1_000 })).toBe(160);
    expect(secondsOf({ expected: 1_000, rate: 2 })).toBe(560);
    expect(secondsOf({ expected: 1_000_000 })).toBe(43_200);
  });

  it('are read no longer than they are hidden', async () => {
    let seconds = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => seconds * 1_000);
    const { queue } = fakeQueue([[message('a')], [message('b')], [message('c')]]);
    const found = await readAll(hold(queue, { expected: 400 }), () => void (seconds += 50));
    expect(found).toEqual({ bodies: ['a', 'b'], end: 'too slow' });
  });

  it('are asked for again when a receive brings nothing although some are there', async () => {
    const { queue, left } = fakeQueue([[], [], [message('a')], []], () => left.length);
    expect(await readAll(hold(queue))).toEqual({ bodies: ['a'], end: 'emptied' });
  });

  it('of which the queue only says that they are there are not asked for for ever', async () => {
    const { queue } = fakeQueue([], () => 7);
    expect(await readAll(hold(queue))).toEqual({ bodies: [], end: 'emptied' });
    expect(queue.receive).toHaveBeenCalledTimes(3);
  });

  it('are never cut off while SQS hands them out', async () => {
    const { queue } = fakeQueue([[message('a')]]);
    await readAll(hold(queue));
    expect(queue.receive).toHaveBeenCalledWith('q', {
      maxMessages: 10,
      waitSeconds: 0,
      visibilityTimeoutSeconds: 61,
    });
  });

  it('and stay hidden are counted', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(-0.99);
    const { queue } = fakeQueue([[message('a'), message('b')]]);
    queue.extendVisibilityOfAll.mockImplementation(async () => ({
      failed: [{ index: 0, code: 'RequestThrottled', senderFault: false }],
    }));
    const held = hold(queue);
    await readAll(held);
    expect(await held.release()).toEqual({ hidden: 1 });
    expect(queue.extendVisibilityOfAll.mock.calls.map(([, receipts]) => receipts)).toEqual([
      ['a-1', 'b-1'],
      ['a-1'],
      ['a-1'],
      ['a-1'],
      ['a-1'],
    ]);
  });
});
