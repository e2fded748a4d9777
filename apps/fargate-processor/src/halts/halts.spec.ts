import { ObjectStoreUnavailableError } from '@sluice/object-store';
import { DataApiUnavailableError, StatementFailedError, StatementLostError } from '@sluice/redshift-data-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Halts, StoppedWhileHaltedError } from './halts.js';
import type { UnmetPrecondition } from './preconditions.js';
import { receiveUnlessHalted } from './receive-unless-halted.js';
import { suspicionOf } from './suspect-faults.js';

const gone: UnmetPrecondition = { what: 'the warehouse cannot be asked', detail: 'gone', fields: {} };
const suspect = () => new DataApiUnavailableError('away', { code: 'ECONNREFUSED' });
const held = () => new AbortController().signal;

function bench() {
  const stop = new AbortController();
  const counts: [string, number][] = [];
  const lines: string[] = [];
  const log = (_fields: object, message: string): void => void lines.push(message);
  let unmet: UnmetPrecondition[] = [];
  let asked = 0;
  const halts = new Halts({
    ask: async () => (asked++, unmet),
    firstPauseMilliseconds: 1000,
    longestPauseMilliseconds: 4000,
    metricMilliseconds: 10_000,
    stop: stop.signal,
    logger: { info: log, warn: log, error: log } as never,
    metrics: { count: (name, value) => void counts.push([name, value]) },
  });
  return {
    halts,
    counts,
    lines,
    stop: () => stop.abort(new Error('stop')),
    asked: () => asked,
    breaks: () => (unmet = [gone]),
    mends: () => (unmet = []),
  };
}

/** A step that fails until told otherwise, and how often it was begun. */
function failing(error: () => Error) {
  const step = { begun: 0, isMended: false, run: async (): Promise<'done'> => 'done' };
  step.run = async () => {
    step.begun += 1;
    if (!step.isMended) throw error();
    return 'done';
  };
  return step;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a step that fails', () => {
  it('fails by itself when its fault can be nobody else’s', async () => {
    const { halts, breaks, asked } = bench();
    breaks();
    await expect(halts.run(failing(() => new Error('mine')).run, held())).rejects.toThrow('mine');
    expect(asked()).toBe(0);
  });

  it('fails by itself when what every load needs is there, whatever it failed with', async () => {
    const { halts, asked, counts, lines } = bench();
    const denied = new ObjectStoreUnavailableError('GetObject', { bucket: 'b', key: 'k' }, 'AccessDenied', {
      cause: undefined,
    });
    await expect(halts.run(failing(() => denied).run, held())).rejects.toBe(denied);
    expect([asked(), counts, halts.reason]).toEqual([1, [], undefined]);
    expect(lines).toEqual(['asking the preconditions']);
  });

  it('is run again when the halt is over, and others that failed meanwhile after it', async () => {
    const { halts, breaks, mends, asked, counts, lines } = bench();
    breaks();
    const [first, second] = [failing(suspect), failing(suspect)];
    const order: string[] = [];
    const runs = [first, second].map((step, index) =>
      halts.run(step.run, held()).then(() => order.push(String(index))),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(halts.reason).toBe('the warehouse cannot be asked: gone');
    // Both were told by one asking.
    expect([asked(), first.begun, second.begun]).toEqual([1, 1, 1]);
    const third = failing(suspect);
    third.isMended = true;
    runs.push(halts.run(third.run, held()).then(() => order.push('2')));
    await vi.advanceTimersByTimeAsync(1000 + 2000 + 4000 + 4000);
    expect(asked()).toBe(5);
    expect([first.begun, second.begun, third.begun]).toEqual([1, 1, 0]);
    mends();
    first.isMended = second.isMended = true;
    await vi.advanceTimersByTimeAsync(4000);
    await Promise.all(runs);
    expect(order).toEqual(['0', '1', '2']);
    expect(halts.reason).toBeUndefined();
    // At once, every ten seconds, and that it ended, once.
    expect(counts).toEqual([
      ['Halted', 1],
      ['Halted', 1],
      ['Halted', 0],
    ]);
    expect(lines.filter((line) => line === 'halt is over')).toHaveLength(1);
  });

  it('is tried alone: while it is, nothing else begins and nothing is received', async () => {
    const { halts, breaks, mends, counts } = bench();
    breaks();
    let isMended = false;
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const begun: string[] = [];
    const step = (name: string) => async () => {
      begun.push(name);
      if (!isMended) throw suspect();
      await gate;
    };
    const runs = ['probe', 'other'].map((name) => halts.run(step(name), held()));
    await vi.advanceTimersByTimeAsync(0);
    mends();
    isMended = true;
    begun.length = 0;
    const received = vi.fn();
    const receiving = halts.untilOver(held()).then(received);
    await vi.advanceTimersByTimeAsync(60_000);
    runs.push(halts.run(step('later'), held()));
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toEqual(['probe']);
    expect(received).not.toHaveBeenCalled();
    expect(counts.at(-1)).toEqual(['Halted', 1]);
    letGo();
    await Promise.all([...runs, receiving]);
    expect(begun).toEqual(['probe', 'other', 'later']);
    expect(counts.at(-1)).toEqual(['Halted', 0]);
  });

  it('halts again when the one that is tried does, and the pauses go on growing', async () => {
    const { halts, breaks, mends, asked, counts } = bench();
    breaks();
    const probe = failing(() => (breaks(), suspect()));
    const other = failing(suspect);
    const runs = [halts.run(probe.run, held()), halts.run(other.run, held())];
    await vi.advanceTimersByTimeAsync(0);
    mends();
    await vi.advanceTimersByTimeAsync(1000);
    // Tried, failed, and asked about.
    expect([probe.begun, other.begun, asked()]).toEqual([2, 1, 3]);
    await vi.advanceTimersByTimeAsync(1999);
    expect(asked()).toBe(3);
    mends();
    probe.isMended = other.isMended = true;
    await vi.advanceTimersByTimeAsync(1);
    expect(await Promise.all(runs)).toEqual(['done', 'done']);
    expect(counts).toEqual([
      ['Halted', 1],
      ['Halted', 0],
    ]);
  });

  it('makes way for the next when the one that is tried is somebody else’s by then', async () => {
    const { halts, breaks, mends } = bench();
    breaks();
    const lost = new AbortController();
    const [first, second] = [failing(suspect), failing(suspect)];
    const one = halts.run(first.run, lost.signal).catch((error: unknown) => error);
    const other = halts.run(second.run, held());
    await vi.advanceTimersByTimeAsync(0);
    const reason = new Error('lost');
    lost.abort(reason);
    expect(await one).toBe(reason);
    mends();
    second.isMended = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect([await other, first.begun]).toEqual(['done', 1]);
  });
});

describe('told to stop', () => {
  it('gives back at once what waits, and begins nothing', async () => {
    const { halts, breaks, stop } = bench();
    breaks();
    const step = failing(suspect);
    const waiting = halts.run(step.run, held()).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    stop();
    expect(await waiting).toBeInstanceOf(StoppedWhileHaltedError);
    await expect(halts.run(step.run, held())).rejects.toThrow(StoppedWhileHaltedError);
    expect(step.begun).toBe(1);
  });

  it('asks nothing more: what fails then fails by itself', async () => {
    const { halts, breaks, stop, asked } = bench();
    breaks();
    stop();
    await expect(halts.run(failing(suspect).run, held())).rejects.toThrow('away');
    expect(asked()).toBe(0);
  });

  it('ends the waiting at the start', async () => {
    const { halts, breaks, stop, counts } = bench();
    breaks();
    const begun = halts.begin();
    await vi.advanceTimersByTimeAsync(60_000);
    stop();
    expect(await begun).toBe(false);
    expect(counts.every(([, value]) => value === 1) && counts.length === 7).toBe(true);
  });
});

it('begins when the preconditions hold, and says nothing of a halt that was none', async () => {
  const fine = bench();
  expect(await fine.halts.begin()).toBe(true);
  expect([fine.counts, fine.lines]).toEqual([[], []]);
  const { halts, breaks, mends, lines } = bench();
  breaks();
  const begun = halts.begin();
  await vi.advanceTimersByTimeAsync(0);
  mends();
  await vi.advanceTimersByTimeAsync(1000);
  expect(await begun).toBe(true);
  expect(lines).toEqual(['halted: the warehouse cannot be asked', 'halt is over']);
});

it('ends a long poll when a halt begins, and lets the next one go when it is over', async () => {
  const { halts, breaks, mends } = bench();
  const queue = receiveUnlessHalted(
    {
      receive: (_url, { signal }) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve([]);
          signal?.addEventListener('abort', () => resolve([]));
        }),
      acknowledgeAll: async () => ({ failed: [] }),
      extendVisibilityOfAll: async () => ({ failed: [] }),
    },
    halts,
  );
  const options = { maxMessages: 1, waitSeconds: 20, signal: held() };
  const polled = queue.receive('queue', options);
  breaks();
  const step = failing(suspect);
  const waiting = halts.run(step.run, held());
  expect(await polled).toEqual([]);
  expect(await queue.receive('queue', options)).toEqual([]);
  mends();
  step.isMended = true;
  await vi.advanceTimersByTimeAsync(1000);
  await waiting;
  const stop = new AbortController();
  const ended = vi.fn();
  const next = queue.receive('queue', { ...options, signal: stop.signal }).then(ended);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).not.toHaveBeenCalled();
  stop.abort();
  await next;
});

describe('suspicionOf', () => {
  const refused = (code: string) => new StatementFailedError('x', { code });
  it.each([
    ['the Data API is away', suspect(), true],
    ['an answer was lost', new StatementLostError('x', { code: 'ECONNRESET' }), true],
    ['S3 refuses', new ObjectStoreUnavailableError('x', { bucket: 'b', key: 'k' }, 'AccessDenied', { cause: 0 }), true],
    ['a table is missing', refused('42P01'), true],
    ['no credentials', refused('CredentialsProviderError'), true],
    ['the warehouse shuts down', refused('57P03'), true],
    ['a value does not fit', refused('22001'), false],
    ['it waited too long for the lock', refused('57014'), false],
    ['another transaction was first', refused('1023'), false],
    ['nobody knows the code', refused('unknown'), false],
    ['a bug', new TypeError('x'), false],
  ])('%s', (_what, error, isSuspect) => {
    expect(suspicionOf(error) !== undefined).toBe(isSuspect);
  }); // prettier-ignore
});
