import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakeKinesis, type FakeShard, type Whims } from './fake-kinesis.testing.js';
import { readStreamBy } from './read-stream.js';
import type { ReadStreamOptions, ShardPosition, StreamPage, TrimmedPosition } from './stream-page.js';
import { numbers, streamLife } from './stream-life.testing.js';
import { VirtualClock } from './virtual-clock.testing.js';

const day = Date.UTC(2026, 2, 14);
const minutes = (count: number) => Math.round(count * 60_000);

interface World {
  readonly shards: readonly FakeShard[];
  readonly kinesis: FakeKinesis;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly from: Date;
  readonly to: Date;
  readonly recordsPerSecond?: number;
}

/** A stream of ten minutes with a reader that begins at some time, and the window that it asks for. */
function world(seed: number, resumedMs?: number): World {
  const random = numbers(seed);
  const follows = random() < 0.5;
  const endMs = day + minutes(10);
  // Of a stream that is still written to, only what arrives out of order by less than the wait at the tip can be told.
  const shards = streamLife(random, {
    startMs: day,
    endMs,
    disorderMs: follows ? 2_000 : 30_000,
    recordCount: Math.floor(random() * 120),
    reshardCount: Math.floor(random() * 8),
  });
  const beginMs = follows ? day + minutes(random() * 10) : endMs + minutes(2);
  const clock = new VirtualClock(resumedMs ?? beginMs, random);
  const troubled = random() < 0.7;
  const chance = (probability: number) => () => troubled && random() < probability;
  const whims: Whims = {
    latency: () => Math.floor(random() * 200),
    page: () => (troubled ? Math.floor(random() * 8) : Infinity),
    throttles: chance(0.1),
    expires: chance(0.05),
    endsLate: chance(0.5),
    namesChildren: () => random() < 0.5,
    shardsAPage: () => 1 + Math.floor(random() * 4),
    refusesTrimmed: () => false,
  };
  const [from, to] = [minutes(random() * 11 - 0.5), minutes(random() * 11 - 0.5)].sort((a, b) => a - b);
  return {
    shards,
    kinesis: new FakeKinesis(clock, shards, whims),
    clock,
    random,
    from: new Date(day + (from as number)),
    to: new Date(day + (to as number)),
    ...(random() < 0.3 ? { recordsPerSecond: 1.5 + random() * 6 } : {}),
  };
}

const wantedOf = ({ shards, from, to }: Pick<World, 'shards' | 'from' | 'to'>) =>
  shards
    .flatMap(({ records }) => records)
    .filter(({ arrivedMs }) => arrivedMs >= from.getTime() && arrivedMs <= to.getTime())
    .map(({ sequenceNumber }) => sequenceNumber)
    .sort();

/** Holds the laws of order while it takes pages, which takes time, and keeps positions as a caller would. */
class Keeper {
  readonly positions = new Map<string, ShardPosition>();
  readonly handled: string[] = [];
  readonly pages: (StreamPage & { readonly atMs: number })[] = [];
  readonly trimmed: TrimmedPosition[] = [];
  atOnce = 0;
  private readonly busy = new Set<string>();
  private last = new Map<string, bigint>();

  constructor(private readonly world: World) {}

  /** Reads until it succeeds; `dies` makes it stop at a page, before or after its position was kept. */
  async run(
    options: Partial<ReadStreamOptions> = {},
    dies: () => 'early' | 'late' | undefined = () => undefined,
  ): Promise<void> {
    const { clock, kinesis, random, from, to, recordsPerSecond } = this.world;
    const handle = async (page: StreamPage) => {
      this.check(page);
      this.busy.add(page.shardId);
      this.atOnce = Math.max(this.atOnce, this.busy.size);
      await clock.wait(Math.floor(random() * 500));
      this.busy.delete(page.shardId);
      this.handled.push(...page.records.map(({ sequenceNumber }) => sequenceNumber));
      this.pages.push({ ...page, atMs: clock.now() });
      const death = dies();
      if (death === 'early') throw new Error('killed');
      this.positions.set(page.shardId, page.position);
      if (death === 'late') throw new Error('killed');
    };
    for (;;) {
      this.last = new Map();
      try {
        const resume = [...this.positions.values()];
        const onTrimmed = (position: TrimmedPosition) => void this.trimmed.push(position);
        const rate = recordsPerSecond === undefined ? {} : { recordsPerSecond };
        const all = { from, to, resume, onTrimmed, ...rate, ...options };
        return await readStreamBy(clock, kinesis.client, 'events', all, handle);
      } catch (error) {
        expect(this.busy.size, 'pages under way when it rejects').toBe(0);
        if ((error as Error).message !== 'killed') throw error;
      }
    }
  }

  private check({ shardId, records, position }: StreamPage): void {
    const { shards, from, to } = this.world;
    expect(this.busy.has(shardId), `${shardId} is handled twice at once`).toBe(false);
    expect(this.positions.get(shardId)?.done ?? false, `${shardId} goes on after its end`).toBe(false);
    for (const parent of shards.find((shard) => shard.shardId === shardId)?.parents ?? [])
      expect(this.positions.get(parent)?.done, `${shardId} before its parent ${parent}`).toBe(true);
    for (const { sequenceNumber, arrivedAtMs } of records) {
      expect(arrivedAtMs).toBeGreaterThanOrEqual(from.getTime());
      expect(arrivedAtMs).toBeLessThanOrEqual(to.getTime());
      expect(BigInt(sequenceNumber) > (this.last.get(shardId) ?? 0n), 'order within a shard').toBe(true);
      this.last.set(shardId, BigInt(sequenceNumber));
    }
    const next = BigInt(position.sequenceNumber ?? 0);
    expect(next >= (this.last.get(shardId) ?? 0n), 'a position behind its records').toBe(true);
  }
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** The laws of `readStream`, on so many streams each. */
export function describeLaws(numRuns: number): void {
  const runs = { numRuns };
  const patience = { timeout: 30_000 + numRuns * 150 };

  it('every record of the window once, children after their parents', patience, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const stream = world(seed);
        const keeper = new Keeper(stream);
        await keeper.run();
        expect([...keeper.handled].sort()).toEqual(wantedOf(stream));
        expect(keeper.atOnce).toBeLessThanOrEqual(8);
        expect(keeper.trimmed).toEqual([]);
      }),
      runs,
    );
  });

  it('what is left, from whatever positions were kept', patience, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.double({ min: 0, max: 1, noNaN: true }), async (seed, share) => {
        const whole = new Keeper(world(seed));
        await whole.run();
        const kept = whole.pages.slice(0, Math.floor(share * whole.pages.length));
        // The same life and another reader, whose pages need not be the same.
        const stream = world(seed, kept.at(-1)?.atMs);
        const rest = new Keeper(stream);
        for (const { position } of kept) rest.positions.set(position.shardId, position);
        await rest.run();
        const handled = [
          ...kept.flatMap(({ records }) => records),
          ...rest.pages.flatMap(({ records }) => records),
        ];
        expect(handled.map(({ sequenceNumber }) => sequenceNumber).sort()).toEqual(wantedOf(stream));
        expect(rest.trimmed).toEqual([]);
      }),
      runs,
    );
  });

  it('nothing less, however often it is killed', patience, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const stream = world(seed);
        const keeper = new Keeper(stream);
        let deaths = 0;
        await keeper.run({}, () => {
          if (deaths >= 5 || stream.random() > 0.1) return undefined;
          deaths += 1;
          return stream.random() < 0.5 ? 'early' : 'late';
        });
        expect([...new Set(keeper.handled)].sort()).toEqual(wantedOf(stream));
      }),
      // A merge of which one parent came after the shards were listed.
      { ...runs, examples: [[1_038_397_193]] },
    );
  });

  it('the shards that are asked for and no others', patience, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const stream = world(seed);
        const listed = stream.shards.filter(({ createdMs }) => createdMs <= stream.clock.now());
        const asked = listed.filter(() => stream.random() < 0.5);
        fc.pre(asked.length > 0);
        const keeper = new Keeper({ ...stream, shards: asked.map((shard) => ({ ...shard, parents: [] })) });
        await keeper.run({ shardIds: asked.map(({ shardId }) => shardId) });
        expect([...keeper.handled].sort()).toEqual(wantedOf({ ...stream, shards: asked }));
      }),
      runs,
    );
  });
}
