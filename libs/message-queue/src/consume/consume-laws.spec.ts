import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { consume } from './consume.js';
import type { Settlement } from './consumer-options.js';
import { observeLaws } from './observe-laws.testing.js';
import { queueUrl, simulateSqs, type Passage } from './simulated-sqs.testing.js';
import { startVirtualTime, type VirtualTime } from './virtual-time.testing.js';
import { visibilityTimes } from './visibility-times.js';

let time: VirtualTime;
beforeEach(() => {
  time = startVirtualTime();
});
afterEach(() => time.restore());

/** What happens to the works and the calls, in turn. Durations are shares of the visibility timeout. */
interface Script {
  readonly timeoutSeconds: number;
  readonly maxHeld: number;
  readonly messages: number;
  readonly works: readonly { ends: 'acknowledge' | 'hide' | 'throw'; lasts: number; hides: number }[];
  readonly passages: readonly (Passage & { there: number; back: number })[];
  /** When faults and slow calls are over; then everything is acknowledged at once. */
  readonly troubleUntil: number;
  /** Told to end while there is trouble, after so long. */
  readonly endsAt: number | undefined;
  readonly seed: number;
}

const share = (most: number) => fc.integer({ min: 0, max: most * 100 }).map((percent) => percent / 100);

const scripts: fc.Arbitrary<Script> = fc.record({
  timeoutSeconds: fc.constantFrom(1, 4, 15, 900),
  maxHeld: fc.integer({ min: 1, max: 25 }),
  messages: fc.integer({ min: 1, max: 30 }),
  works: fc.array(
    fc.record({
      ends: fc.constantFrom('acknowledge', 'acknowledge', 'hide', 'throw'),
      lasts: fc.oneof(share(1), share(5)),
      hides: share(2),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  passages: fc.array(
    fc.record(
      {
        there: fc.oneof(share(0.02), share(0.02), share(2)),
        back: fc.oneof(share(0.02), share(0.02), share(2)),
        fault: fc.constantFrom('refused', 'throttled', 'throttled', 'lost'),
        duplicates: fc.constantFrom(0, 0, 1, 3),
      },
      { requiredKeys: ['there', 'back'] },
    ),
    { minLength: 1, maxLength: 20 },
  ),
  troubleUntil: fc.integer({ min: 2, max: 12 }),
  endsAt: fc.option(share(12), { nil: undefined }),
  seed: fc.nat(),
});

/** Runs a script to its end and holds the laws all the way. */
async function run(script: Script) {
  const { timeoutSeconds, maxHeld, works, passages } = script;
  seedRandom(script.seed);
  const timeout = timeoutSeconds * 1000;
  const { margin } = visibilityTimes(timeoutSeconds);
  const troubleUntil = time.now + script.troubleUntil * timeout;
  let calls = 0;
  const sqs = simulateSqs(time, ({ operation, seconds }): Passage => {
    const { there, back, ...faults } = passages[calls++ % passages.length] ?? { there: 0, back: 0 };
    if (time.now >= troubleUntil) return { there: 1, back: 1 };
    // No longer than the margin, which is what a consumer can but assume: the answer of a receive, and the way of what
    // is given back, since SQS lets the receipt of a receive change the visibility of a later one.
    const atMost = margin - 5;
    const isHide = operation === 'extend' && seconds !== timeoutSeconds;
    return {
      ...faults,
      there: Math.min(there * timeout, isHide ? atMost : Infinity),
      back: Math.min(back * timeout, operation === 'receive' ? atMost : Infinity),
    };
  });
  sqs.send(...Array.from({ length: script.messages }, (_, index) => `m${index}`));

  const stop = new AbortController();
  const abort = new AbortController();
  const laws = observeLaws(sqs, maxHeld);
  let begun = 0;
  const ended = consume({
    queue: sqs.queue,
    queueUrl,
    visibilityTimeoutSeconds: timeoutSeconds,
    maxHeld,
    stop: stop.signal,
    abort: abort.signal,
    observe: laws.observer,
    work: laws.watched(async (): Promise<Settlement> => {
      const work = works[begun++ % works.length];
      if (!work || time.now >= troubleUntil) return { do: 'acknowledge' };
      await time.sleep(work.lasts * timeout);
      if (work.ends === 'throw') throw new Error('the work failed');
      return work.ends === 'hide'
        ? { do: 'hide', seconds: work.hides * timeoutSeconds }
        : { do: 'acknowledge' };
    }),
  });
  if (script.endsAt === undefined) {
    // Nothing is hidden for longer than two timeouts, rounded up, from the last moment of trouble.
    await time.runFor(script.troubleUntil * timeout + 12 * timeout + 60_000);
  } else {
    await time.runFor(script.endsAt * timeout);
    abort.abort();
  }
  stop.abort();
  await time.runUntil(ended, 12 * timeout + 60_000);
  laws.atTheEnd();
  return { sqs, laws };
}

/** The jitter of a run is its script's. */
function seedRandom(seed: number): void {
  let state = seed;
  vi.spyOn(Math, 'random').mockImplementation(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

describe('whatever happens to works and calls', () => {
  it('what is held stays hidden or is given up in time, and each message is settled or lost once', async () => {
    let lost = 0;
    await fc.assert(
      fc
        .asyncProperty(scripts, async (script) => {
          const { sqs, laws } = await run(script);
          lost += laws.lost;
          if (script.endsAt === undefined) expect(sqs.left).toEqual([]);
        })
        .afterEach(() => {
          time.restore();
          time = startVirtualTime();
        }),
      { numRuns: 100 },
    );
    // Otherwise the scripts were too kind.
    expect(lost).toBeGreaterThan(30);
  });

  it('without faults nothing is lost, and each message is worked on once', async () => {
    const kind = scripts.map((script): Script => ({
      ...script,
      endsAt: undefined,
      works: script.works.map((work) => ({ ...work, ends: 'acknowledge' })),
      passages: script.passages.map(({ there, back }) => ({ there: there % 0.02, back: back % 0.02 })),
    }));
    await fc.assert(
      fc
        .asyncProperty(kind, async (script) => {
          const { sqs, laws } = await run(script);
          expect(sqs.left).toEqual([]);
          expect(laws.lost).toBe(0);
          expect(laws.works).toBe(script.messages);
        })
        .afterEach(() => {
          time.restore();
          time = startVirtualTime();
        }),
      { numRuns: 30 },
    );
  });
});
