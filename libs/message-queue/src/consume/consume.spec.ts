import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QueueUnavailableError, type VisibilityLostError } from '../errors.js';
import { consume } from './consume.js';
import type { ConsumerOptions, Settlement } from './consumer-options.js';
import { queueUrl, simulateSqs, type SimulatedSqs } from './simulated-sqs.testing.js';
import { startVirtualTime, type VirtualTime } from './virtual-time.testing.js';

const acknowledge: Settlement = { do: 'acknowledge' };

let time: VirtualTime;
beforeEach(() => {
  time = startVirtualTime();
});
afterEach(() => time.restore());

/** A consumer of a visibility of 30 s (margin 3 s, a beat each 10 s) whose works last as long as their test says. */
function start(sqs: SimulatedSqs, options: Partial<ConsumerOptions> = {}) {
  const stop = new AbortController();
  const abort = new AbortController();
  const events: string[] = [];
  const faults: unknown[] = [];
  const losses: VisibilityLostError[] = [];
  let working = 0;
  let most = 0;
  const { work = () => Promise.resolve(acknowledge) } = options;
  const ended = consume({
    queue: sqs.queue,
    queueUrl,
    visibilityTimeoutSeconds: 30,
    maxHeld: 10,
    stop: stop.signal,
    abort: abort.signal,
    observe: {
      received: (messages) => events.push(`received ${messages.map(({ messageId }) => messageId).join()}`),
      settled: ({ messageId }, settlement) => events.push(`${settlement.do} ${messageId}`),
      lost: ({ messageId }, error) => {
        losses.push(error);
        events.push(`lost ${messageId}: ${error.why}`);
      },
      fault: (operation, error) => {
        faults.push(error);
        events.push(`fault ${operation}`);
      },
    },
    ...options,
    work: async (message, signal) => {
      working += 1;
      most = Math.max(most, working);
      try {
        return await work(message, signal);
      } finally {
        working -= 1;
      }
    },
  });
  return {
    ended,
    events,
    faults,
    losses,
    stop,
    abort,
    mostAtOnce: () => most,
    /** Tells it to stop and waits until nothing is held. */
    end: () => {
      stop.abort();
      return time.runUntil(ended);
    },
  };
}

const lastFor = (seconds: number, settlement = acknowledge) => ({
  work: () => time.sleep(seconds * 1000).then(() => settlement),
});

/** One message is received, and never another. */
const onceOnly = (sqs: SimulatedSqs): Partial<ConsumerOptions> => ({
  untilRoom: () => (sqs.calls.length === 0 ? Promise.resolve(1) : new Promise(() => undefined)),
});

const sentFor = (sqs: SimulatedSqs, operation: string) =>
  sqs.calls.filter((call) => call.operation === operation);

describe('receiving', () => {
  it('works on what it receives, acknowledges it by batches, and stops with nothing held', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a', 'b', 'c');
    const consumer = start(sqs);
    await time.runFor(1000);
    expect(consumer.events).toEqual(['received a,b,c', 'acknowledge a', 'acknowledge b', 'acknowledge c']);
    expect(sentFor(sqs, 'acknowledge').map(({ receipts }) => receipts)).toEqual([['a#1', 'b#1', 'c#1']]);
    await consumer.end();
    expect(sqs.left).toEqual([]);
    expect(time.pending).toBe(0);
  });

  it('holds no more than it may, and has one receive under way', async () => {
    const sqs = simulateSqs(time);
    sqs.send(...Array.from({ length: 25 }, (_, index) => `m${index}`));
    const consumer = start(sqs, { maxHeld: 4, ...lastFor(20) });
    await time.runFor(50_000);
    expect(consumer.mostAtOnce()).toBe(4);
    expect(consumer.events.filter((event) => event.startsWith('acknowledge'))).toHaveLength(8);
    for (const [index, { sentAt }] of sentFor(sqs, 'receive').entries()) {
      expect(sentAt).toBeGreaterThanOrEqual(sentFor(sqs, 'receive')[index - 1]?.cameBackAt ?? 0);
    }
    // As soon as there is room again.
    const freedAt = sentFor(sqs, 'acknowledge')[0]?.cameBackAt ?? Infinity;
    expect((sentFor(sqs, 'receive')[1]?.sentAt ?? Infinity) - freedAt).toBeLessThan(10);
    // What was settled together makes room together: a receive for one message costs as much as for ten.
    expect(consumer.events[5]).toBe('received m4,m5,m6,m7');
    await consumer.end();
    expect(consumer.losses).toEqual([]);
  });

  it('receives nothing before there is room, and no more than there is room for', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a', 'b', 'c');
    let open: (room: number) => void = () => undefined;
    const consumer = start(sqs, {
      untilRoom: () => new Promise((resolve) => (open = resolve)),
      ...lastFor(1000),
    });
    await time.runFor(60_000);
    expect(sqs.calls).toEqual([]);
    open(2);
    await time.runFor(1000);
    expect(consumer.events).toEqual(['received a,b']);
    consumer.abort.abort();
    await consumer.end();
    expect(sentFor(sqs, 'receive')).toHaveLength(1);
  });

  it('asks for room again when it could not be told, and when there was none', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a');
    const answers = [() => Promise.reject(new Error('no memory known')), () => Promise.resolve(0)];
    const consumer = start(sqs, { untilRoom: () => answers.shift()?.() ?? Promise.resolve(3) });
    await time.runFor(900);
    expect(sqs.calls).toEqual([]);
    await time.runFor(2000);
    expect(consumer.events).toEqual(['fault untilRoom', 'received a', 'acknowledge a']);
    await consumer.end();
  });

  it('pauses after a fault, longer each time, and no longer once it received', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999_999);
    const sqs = simulateSqs(time, ({ operation }, earlier) =>
      operation === 'receive' && (earlier < 7 || earlier === 9) ? { fault: 'refused' } : {},
    );
    sqs.send('a');
    const consumer = start(sqs);
    await time.runFor(130_000);
    const starts = sentFor(sqs, 'receive').map(({ sentAt }) => sentAt);
    const pauses = starts.slice(1, 8).map((at, index) => Math.round((at - (starts[index] ?? 0)) / 1000));
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(Math.round(((starts[10] ?? 0) - (starts[9] ?? 0)) / 1000)).toBe(1);
    expect(consumer.events.slice(0, 9)).toEqual([
      ...Array<string>(7).fill('fault ReceiveMessage'),
      'received a',
      'acknowledge a',
    ]);
    await consumer.end();
  });
});

describe('visibility', () => {
  it('is extended three times within each timeout, ten messages a call, for as long as the work lasts', async () => {
    const sqs = simulateSqs(time);
    sqs.send(...Array.from({ length: 12 }, (_, index) => `m${index}`));
    const consumer = start(sqs, { maxHeld: 12, ...lastFor(100) });
    await time.runFor(110_000);
    const extensions = sentFor(sqs, 'extend');
    expect(extensions.every(({ seconds, receipts }) => seconds === 30 && receipts.length <= 10)).toBe(true);
    expect(extensions).toHaveLength(20);
    expect(consumer.events.filter((event) => event.startsWith('acknowledge'))).toHaveLength(12);
    expect(consumer.losses).toEqual([]);
    await consumer.end();
  });

  it('is tried again within moments, alone for what failed', async () => {
    const sqs = simulateSqs(time, ({ operation }, earlier) =>
      operation === 'extend' && earlier < 3 ? { fault: 'throttled' } : {},
    );
    sqs.send('a', 'b');
    const consumer = start(sqs, lastFor(25));
    await time.runFor(30_000);
    const [first, , , fourth] = sentFor(sqs, 'extend');
    expect((fourth?.sentAt ?? Infinity) - (first?.sentAt ?? 0)).toBeLessThan(5000);
    expect(consumer.faults[0]).toBeInstanceOf(QueueUnavailableError);
    expect(consumer.faults[0]).toMatchObject({ code: 'RequestThrottled', queue: queueUrl });
    expect(consumer.losses).toEqual([]);
    expect(sqs.left).toEqual([]);
    await consumer.end();
  });

  it('is extended in one call for messages of several receives', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a');
    const consumer = start(sqs, lastFor(50));
    await time.runFor(1000);
    sqs.send('b');
    await time.runFor(40_000);
    expect(consumer.events).toEqual(['received a', 'received b']);
    expect(sentFor(sqs, 'extend').map(({ receipts }) => receipts)).toEqual(Array(4).fill(['a#1', 'b#1']));
    await consumer.end();
  });

  it('is not tried again before its pause because others are due', async () => {
    // The two calls pause for different times.
    let draws = 0;
    vi.spyOn(Math, 'random').mockImplementation(() => (draws++ % 2) * 0.99);
    const sqs = simulateSqs(time, ({ operation }) => (operation === 'extend' ? { fault: 'throttled' } : {}));
    sqs.send(...Array.from({ length: 20 }, (_, index) => `m${index}`));
    const consumer = start(sqs, { maxHeld: 20, ...lastFor(26) });
    await time.runFor(24_000);
    expect(sentFor(sqs, 'extend').length).toBeGreaterThan(20);
    expect(sentFor(sqs, 'extend').length).toBeLessThan(30);
    consumer.abort.abort();
    await consumer.end();
  });

  it('lost before it ends: the work is aborted while the message is hidden, and the message left alone', async () => {
    const sqs = simulateSqs(time, ({ operation }) => (operation === 'extend' ? { fault: 'throttled' } : {}));
    sqs.send('a');
    const seen: unknown[] = [];
    const consumer = start(sqs, {
      work: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            seen.push(signal.reason, sqs.isVisible('a'), time.now);
            // It takes a while to end, and thinks that it is done.
            void time.sleep(500).then(() => resolve(acknowledge));
          });
        }),
    });
    await time.runFor(28_000);
    expect(seen).toEqual([consumer.losses[0], false, expect.any(Number)]);
    expect(seen[2]).toBeGreaterThan(24_000);
    expect(consumer.events.filter((event) => !event.startsWith('fault'))).toEqual([
      'received a',
      'lost a: not extended in time',
    ]);
    expect(sentFor(sqs, 'acknowledge')).toEqual([]);
    consumer.stop.abort();
    await consumer.end();
    expect(sqs.left).toEqual(['a']);
  });

  it('counts from when an extension was sent', async () => {
    const sqs = simulateSqs(time, ({ operation }, earlier) => {
      if (operation !== 'extend') return {};
      return earlier === 0 ? { there: 5, back: 12_000 } : { fault: 'throttled' };
    });
    sqs.send('a');
    let wasVisible: boolean | undefined;
    const consumer = start(sqs, {
      ...onceOnly(sqs),
      work: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            wasVisible = sqs.isVisible('a');
            resolve(acknowledge);
          });
        }),
    });
    await time.runFor(60_000);
    expect(consumer.losses).toMatchObject([{ why: 'not extended in time', messageId: 'a' }]);
    expect(wasVisible).toBe(false);
    await consumer.end();
  });

  it('is not trusted to an answer that is read too late', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a');
    let answer: (() => void) | undefined;
    const consumer = start(sqs, {
      ...onceOnly(sqs),
      ...lastFor(60),
      queue: {
        ...sqs.queue,
        extendVisibilityOfAll: () =>
          new Promise((resolve) => {
            answer = () => resolve({ failed: [] });
          }),
      },
    });
    while (!answer) await time.runFor(100);
    // The event loop was blocked: the answer is read before any timer says how late it is.
    time.block(22_000);
    answer?.();
    await time.runFor(0);
    expect(consumer.losses).toMatchObject([{ why: 'not extended in time' }]);
    await consumer.end();
  });

  it('goes on by the next beat when a call does not come back', async () => {
    const sqs = simulateSqs(time, ({ operation }, earlier) =>
      operation === 'extend' && earlier === 0 ? { there: 60_000 } : {},
    );
    sqs.send('a');
    const consumer = start(sqs, lastFor(60));
    await time.runFor(80_000);
    const [first] = sentFor(sqs, 'extend');
    const [deletion] = sentFor(sqs, 'acknowledge');
    // It could still have had the last word.
    expect(first?.cameBackAt).toBeGreaterThan(65_000);
    expect(deletion?.sentAt).toBeGreaterThanOrEqual(first?.cameBackAt ?? Infinity);
    expect(consumer.events).toEqual(['received a', 'acknowledge a']);
    await consumer.end();
  });

  it('ends the wait for a call that does not come back', async () => {
    const sqs = simulateSqs(time, ({ operation }) => (operation === 'extend' ? { there: 900_000 } : {}));
    sqs.send('a');
    const consumer = start(sqs, { ...onceOnly(sqs), ...lastFor(10) });
    await time.runFor(29_000);
    expect(consumer.events).toEqual(['received a', 'lost a: not extended in time']);
    await consumer.end();
    expect(sentFor(sqs, 'acknowledge')).toEqual([]);
  });

  it('of a message that is gone is lost at once', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a', 'b');
    const consumer = start(sqs, lastFor(20));
    await time.runFor(1000);
    sqs.remove('a');
    await time.runFor(25_000);
    expect(consumer.events).toEqual(['received a,b', 'lost a: receipt expired', 'acknowledge b']);
    expect(consumer.losses[0]?.cause).toMatchObject({ code: 'InvalidParameterValue' });
    await consumer.end();
  });

  it('never reaches beyond the longest hold, before whose end the message is lost', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a');
    const consumer = start(sqs, { visibilityTimeoutSeconds: 3600, ...onceOnly(sqs), ...lastFor(100_000) });
    await time.runFor(43_200_000);
    expect(consumer.events).toEqual(['received a', 'lost a: held too long']);
    const { seconds = 0, sentAt = 0 } = sentFor(sqs, 'extend').at(-1) ?? {};
    expect(seconds).toBeLessThan(3600);
    expect(sentAt + seconds * 1000).toBeLessThanOrEqual(43_200_000);
    expect(sqs.isVisible('a')).toBe(true);
    // Nothing is looked at in vain while the last of it passes.
    expect(time.fired).toBeLessThan(250);
    await consumer.end();
  });

  it('of a second is kept as well', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a');
    const consumer = start(sqs, { visibilityTimeoutSeconds: 1, ...lastFor(10) });
    await time.runFor(12_000);
    expect(consumer.events).toEqual(['received a', 'acknowledge a']);
    await consumer.end();
  });
});

describe('settling', () => {
  it('waits for an extension under way, so that a delete or a hide has the last word', async () => {
    const sqs = simulateSqs(time, ({ operation }) =>
      operation === 'extend' ? { there: 2000, back: 2000 } : {},
    );
    sqs.send('a', 'b');
    // The first beat is 10 s after the receive, less the margin: at 7 s.
    const consumer = start(sqs, {
      work: ({ body }) =>
        time.sleep(8000).then(() => (body === 'a' ? acknowledge : { do: 'hide', seconds: 100 })),
    });
    await time.runFor(14_000);
    const [extension, hide] = sentFor(sqs, 'extend');
    const [deletion] = sentFor(sqs, 'acknowledge');
    expect(extension?.receipts).toEqual(['a#1', 'b#1']);
    expect(hide).toMatchObject({ receipts: ['b#1'], seconds: 100 });
    for (const { sentAt = 0 } of [hide ?? {}, deletion ?? {}] as { sentAt?: number }[]) {
      expect(sentAt).toBeGreaterThanOrEqual(extension?.cameBackAt ?? Infinity);
    }
    await time.runFor(60_000);
    expect(sqs.isVisible('b')).toBe(false);
    expect(sentFor(sqs, 'extend')).toHaveLength(2);
    await consumer.end();
  });

  it('acknowledges again while the message is hidden, however the answer was lost', async () => {
    const sqs = simulateSqs(time, ({ operation }, earlier) => {
      if (operation !== 'acknowledge') return {};
      return { fault: (['throttled', 'refused', 'lost'] as const)[earlier] } as object;
    });
    sqs.send('a');
    const afterwards = vi.fn(() => Promise.resolve());
    const consumer = start(sqs, { work: () => Promise.resolve({ do: 'acknowledge', afterwards }) });
    await time.runFor(10_000);
    expect(consumer.events).toEqual([
      'received a',
      ...Array<string>(3).fill('fault DeleteMessageBatch'),
      'acknowledge a',
    ]);
    expect(afterwards).toHaveBeenCalledOnce();
    expect(sentFor(sqs, 'extend')).toEqual([]);
    await consumer.end();
  });

  it('gives up what it could not acknowledge, before somebody else may receive it', async () => {
    const sqs = simulateSqs(time, ({ operation }) =>
      operation === 'acknowledge' ? { fault: 'throttled' } : {},
    );
    sqs.send('a');
    const afterwards = vi.fn(() => Promise.resolve());
    const consumer = start(sqs, {
      ...onceOnly(sqs),
      work: () => Promise.resolve({ do: 'acknowledge', afterwards }),
    });
    await time.runFor(29_000);
    expect(consumer.events.at(-1)).toBe('lost a: not settled in time');
    const last = sentFor(sqs, 'acknowledge').at(-1)?.sentAt;
    expect(last).toBeGreaterThan(20_000);
    expect(last).toBeLessThan(26_000);
    expect(afterwards).not.toHaveBeenCalled();
    await consumer.end();
  });

  it('gives many back at once by batches', async () => {
    const sqs = simulateSqs(time);
    sqs.send(...Array.from({ length: 25 }, (_, index) => `m${index}`));
    const consumer = start(sqs, {
      maxHeld: 25,
      work: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ do: 'hide', seconds: 0 }));
        }),
    });
    await time.runFor(1000);
    consumer.stop.abort();
    consumer.abort.abort();
    const before = time.now;
    await consumer.end();
    expect(sentFor(sqs, 'extend').map(({ receipts, seconds }) => [receipts.length, seconds])).toEqual([
      [10, 0],
      [10, 0],
      [5, 0],
    ]);
    expect(time.now - before).toBeLessThan(100);
    expect(sqs.isVisible('m24')).toBe(true);
  });

  it('gives back each after its own time', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a', 'b', 'c');
    const seconds: Record<string, number> = { a: 5, b: 50.5, c: 5 };
    const consumer = start(sqs, {
      work: ({ body }) => Promise.resolve({ do: 'hide', seconds: seconds[body] ?? 0 }),
    });
    await time.runFor(1000);
    expect(sentFor(sqs, 'extend').map((call) => [call.seconds, call.receipts])).toEqual([
      [5, ['a#1', 'c#1']],
      [51, ['b#1']],
    ]);
    consumer.abort.abort();
    await consumer.end();
  });

  it('does not give back again what may have been given back: it may be somebody else’s by then', async () => {
    const sqs = simulateSqs(time, ({ operation }) => (operation === 'extend' ? { fault: 'lost' } : {}));
    sqs.send('a');
    const consumer = start(sqs, {
      ...onceOnly(sqs),
      work: () => Promise.resolve({ do: 'hide', seconds: 0 }),
    });
    await time.runFor(29_000);
    expect(sentFor(sqs, 'extend')).toHaveLength(1);
    expect(consumer.events.at(-1)).toBe('lost a: not settled in time');
    await consumer.end();
  });

  it('gives back again what was refused', async () => {
    const sqs = simulateSqs(time, ({ operation }, earlier) =>
      operation === 'extend' && earlier < 2 ? { fault: 'throttled' } : {},
    );
    sqs.send('a');
    const consumer = start(sqs, {
      ...onceOnly(sqs),
      work: () => Promise.resolve({ do: 'hide', seconds: 0 }),
    });
    await time.runFor(5_000);
    expect(consumer.events.at(-1)).toBe('hide a');
    expect(sqs.isVisible('a')).toBe(true);
    await consumer.end();
  });

  it('leaves what a work threw hidden, unless it says what it was told to end for', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a', 'b');
    const consumer = start(sqs, {
      work: async ({ body }, signal) => {
        if (body === 'a') throw new Error('a work of no use');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        throw signal.reason;
      },
    });
    await time.runFor(20_000);
    consumer.abort.abort(new Error('told to stop'));
    await consumer.end();
    expect(consumer.events).toEqual(['received a,b', 'fault work']);
    expect(sqs.left).toEqual(['a', 'b']);
    expect(time.pending).toBe(0);
  });

  it('ends when it is told to abort, and so does what came at that moment', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a');
    const reasons: unknown[] = [];
    const consumer = start(sqs, {
      queue: {
        ...sqs.queue,
        // Its answer was on the way already.
        receive: (url, { signal: _, ...options }) => sqs.queue.receive(url, options),
      },
      work: (_, signal) => {
        reasons.push(signal.reason);
        return Promise.resolve({ do: 'hide', seconds: 0 });
      },
    });
    await time.runFor(3);
    consumer.abort.abort('over');
    await time.runUntil(consumer.ended);
    expect(reasons).toEqual(['over']);
    expect(consumer.events).toEqual(['received a', 'hide a']);
  });

  it('ends only after what follows an acknowledgement, whose fault it tells', async () => {
    const sqs = simulateSqs(time);
    sqs.send('a', 'b');
    let finished = 0;
    const consumer = start(sqs, {
      work: ({ body }) =>
        Promise.resolve({
          do: 'acknowledge',
          afterwards: async () => {
            await time.sleep(30_000);
            finished += 1;
            if (body === 'b') throw new Error('not removed');
          },
        }),
    });
    await time.runFor(1000);
    await consumer.end();
    expect(finished).toBe(2);
    expect(consumer.events.at(-1)).toBe('fault afterwards');
  });
});
