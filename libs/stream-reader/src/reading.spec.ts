import { describe, expect, it } from 'vitest';
import { StreamMissingError, StreamUnavailableError, UnknownShardError } from './errors.js';
import { calm, FakeKinesis, type FakeRecord, type FakeShard, type Whims } from './fake-kinesis.testing.js';
import { readStreamBy } from './read-stream.js';
import type { ReadStreamOptions, StreamPage, TrimmedPosition } from './stream-page.js';
import { VirtualClock } from './virtual-clock.testing.js';

const start = Date.UTC(2026, 2, 14);
const seconds = (count: number) => start + count * 1000;
const shardId = (number: number) => `shardId-${String(number).padStart(12, '0')}`;

const shard = (number: number, records: readonly FakeRecord[], more: Partial<FakeShard> = {}): FakeShard => ({
  shardId: shardId(number),
  parents: [],
  createdMs: 0,
  closedMs: Infinity,
  records,
  ...more,
});
/** So many records, one a second; the first has the number 101. */
const records = (count: number, bytes = 1): FakeRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    sequenceNumber: String(101 + index),
    storedMs: seconds(index),
    arrivedMs: seconds(index),
    bytes,
  }));

/** A stream, and a reader that comes two hours later and wants the first hour unless it says otherwise. */
function reader(shards: readonly FakeShard[], whims: Partial<Whims> = {}, nowMs = seconds(7200)) {
  const clock = new VirtualClock(nowMs);
  const kinesis = new FakeKinesis(clock, shards, { ...calm, ...whims });
  const pages: StreamPage[] = [];
  const trimmed: TrimmedPosition[] = [];
  const read = (
    options: Partial<ReadStreamOptions> = {},
    handle: (page: StreamPage) => Promise<void> = async () => undefined,
  ): Promise<void> =>
    readStreamBy(
      clock,
      kinesis.client,
      'events',
      {
        from: new Date(start),
        to: new Date(seconds(3600)),
        onTrimmed: (position) => void trimmed.push(position),
        ...options,
      },
      async (page) => {
        pages.push(page);
        await handle(page);
      },
    );
  const numbers = () => pages.flatMap((page) => page.records.map(({ sequenceNumber }) => sequenceNumber));
  const callsOf = (operation: string) => kinesis.calls.filter((call) => call.operation === operation);
  return { clock, kinesis, pages, trimmed, read, numbers, callsOf };
}
const fault = (name: string) => Object.assign(new Error(name), { name });
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('a position that was trimmed', () => {
  const resume = [{ shardId: shardId(0), sequenceNumber: '103', done: false }];
  const left = ['106', '107', '108'];

  it.each([false, true])('is told, and what is left is read (Kinesis refuses it: %s)', async (refuses) => {
    const { kinesis, read, numbers, trimmed } = reader([shard(0, records(8))], {
      refusesTrimmed: () => refuses,
    });
    kinesis.horizonMs = seconds(5);
    await read({ resume });
    expect(numbers()).toEqual(left);
    expect(trimmed).toEqual([{ shardId: shardId(0), sequenceNumber: '103' }]);
  });

  it('is told also when nothing is left', async () => {
    const { kinesis, read, numbers, trimmed } = reader([shard(0, records(8))]);
    kinesis.horizonMs = seconds(100);
    await read({ resume });
    expect(numbers()).toEqual([]);
    expect(trimmed).toEqual([{ shardId: shardId(0), sequenceNumber: '103' }]);
  });

  it('is told with its shard, which blocks no child', async () => {
    const parent = shard(0, records(3), { closedMs: seconds(10) });
    const { kinesis, read, numbers, trimmed } = reader([
      parent,
      shard(1, records(2), { parents: [shardId(0)] }),
    ]);
    kinesis.horizonMs = seconds(-1);
    kinesis.refuse = ({ operation }) => {
      // It goes between the list and the first call.
      if (operation === 'GetShardIterator') kinesis.horizonMs = seconds(11);
      return undefined;
    };
    await read({ resume: [{ shardId: shardId(0), done: false }] });
    expect(trimmed).toEqual([{ shardId: shardId(0) }]);
    expect(numbers()).toEqual([]);
  });

  it('of a shard that is no longer listed is told unless it was done', async () => {
    const { read, trimmed, pages } = reader([shard(5, records(1))]);
    await read({
      resume: [
        { shardId: shardId(3), sequenceNumber: '7', done: false },
        { shardId: shardId(4), sequenceNumber: '8', done: true },
      ],
      shardIds: [shardId(3), shardId(5)],
    });
    expect(trimmed).toEqual([{ shardId: shardId(3), sequenceNumber: '7' }]);
    expect(new Set(pages.map((page) => page.shardId))).toEqual(new Set([shardId(5)]));
  });

  it('is not told when it still stands', async () => {
    const { read, numbers, trimmed } = reader([shard(0, records(8))]);
    await read({ resume });
    expect(numbers()).toEqual(['104', '105', ...left]);
    expect(trimmed).toEqual([]);
  });
});

describe('an iterator that expires', () => {
  it('is replaced where the reading stands', async () => {
    const { clock, read, numbers, callsOf } = reader([shard(0, records(30))], { page: () => 10 });
    await read({}, () => clock.wait(301_000));
    expect(numbers()).toEqual(records(30).map(({ sequenceNumber }) => sequenceNumber));
    expect(callsOf('GetShardIterator').length).toBeGreaterThan(2);
  });

  it('each time is a fault', async () => {
    const { read, callsOf } = reader([shard(0, records(3))], { expires: () => true });
    const error = await failure(read());
    expect(error).toBeInstanceOf(StreamUnavailableError);
    expect(error).toMatchObject({ operation: 'GetRecords', code: 'ExpiredIteratorException' });
    expect(callsOf('GetRecords')).toHaveLength(5);
  });
});

describe('the share of a shard', () => {
  const spans = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

  it('is two calls a second, one when there is nothing new', async () => {
    const { read, callsOf } = reader([shard(0, records(300))], { page: () => 5 }, seconds(900));
    await read({ to: new Date(seconds(960)) });
    const times = callsOf('GetRecords').map(({ atMs }) => atMs);
    const pauses = spans(times);
    expect(Math.min(...pauses)).toBe(500);
    expect(pauses.at(-1)).toBe(1000);
    expect(pauses.filter((pause) => pause === 500)).toHaveLength(60);
  });

  it.each([
    ['small records', 200],
    ['large ones', 300_000],
    ['huge ones', 2 ** 21],
  ])('is one MiB a second of %s', async (_, bytes) => {
    const count = bytes === 200 ? 20_000 : bytes === 2 ** 21 ? 10 : 100;
    const stored = records(count, bytes).map((record) => ({ ...record, storedMs: start, arrivedMs: start }));
    const { read, callsOf, pages, numbers } = reader([shard(0, stored)]);
    await read();
    expect(numbers()).toHaveLength(count);
    const [first, ...later] = pages.map((page) => page.records.length * bytes);
    // Until the size of the records is known.
    expect(first).toBe(Math.min(10 * bytes, 10 * 2 ** 20));
    expect(Math.max(...later)).toBeLessThanOrEqual(Math.max(2 ** 19, bytes));
    const times = callsOf('GetRecords').map(({ atMs }) => atMs);
    const taken = pages.slice(0, -1).reduce((sum, page) => sum + page.records.length * bytes, 0);
    const elapsed = (times.at(-1) ?? 0) - (times[0] ?? 0);
    expect((taken / elapsed) * 1000).toBeLessThanOrEqual(2 ** 20 * 1.001);
  });

  it('is waited for while it is throttled, and given up after minutes', async () => {
    let throttled = 0;
    const some = reader([shard(0, records(3))], {
      throttles: (operation) => operation !== 'ListShards' && throttled++ < 10,
    });
    await some.read();
    expect(some.numbers()).toHaveLength(3);
    const begunMs = some.kinesis.calls[0]?.atMs ?? 0;
    const all = reader([shard(0, records(3))], { throttles: (operation) => operation === 'GetRecords' });
    const error = await failure(all.read());
    expect(error).toBeInstanceOf(StreamUnavailableError);
    expect(error).toMatchObject({ code: 'ProvisionedThroughputExceededException' });
    expect(all.callsOf('GetRecords')).toHaveLength(20);
    expect(all.clock.now() - begunMs).toBeGreaterThan(60_000);
  });
});

describe('the rate', () => {
  it('is that of all shards together, and even', async () => {
    const shards = [0, 1, 2].map((number) => shard(number, records(200)));
    const { clock, read, numbers } = reader(shards);
    const handled: { readonly atMs: number; readonly records: number }[] = [];
    const begunMs = clock.now();
    await read({ recordsPerSecond: 20 }, async (page) => {
      handled.push({ atMs: clock.now(), records: page.records.length });
    });
    expect(numbers()).toHaveLength(600);
    for (const { atMs } of handled) {
      const second = handled.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000);
      // What one moment's piece holds was paid for by the time before or after.
      expect(second.reduce((sum, { records }) => sum + records, 0)).toBeLessThanOrEqual(40);
    }
    const elapsed = ((handled.findLast(({ records }) => records > 0)?.atMs ?? 0) - begunMs) / 1000;
    expect(elapsed).toBeGreaterThanOrEqual(29);
    expect(elapsed).toBeLessThan(32);
  });

  it('does not slow what is left out', async () => {
    const { clock, read, numbers } = reader([shard(0, records(3000))]);
    const begunMs = clock.now();
    const options = { from: new Date(seconds(2999)), recordsPerSecond: 1 };
    await read(options);
    expect(numbers()).toEqual(['3100']);
    expect(clock.now() - begunMs).toBeLessThan(5_000);
  });
});

describe('many shards', () => {
  it('take turns, none waits for another to end', async () => {
    const shards = Array.from({ length: 40 }, (_, number) => shard(number, records(1)));
    const { clock, read } = reader(shards, {}, seconds(2));
    let atOnce = 0;
    let most = 0;
    const first = new Map<string, number>();
    await read({ to: new Date(seconds(15)) }, async (page) => {
      if (page.records.length > 0) first.set(page.shardId, clock.now());
      most = Math.max(most, ++atOnce);
      await clock.wait(100);
      atOnce -= 1;
    });
    expect(most).toBe(8);
    expect(first.size).toBe(40);
    expect(Math.max(...first.values())).toBeLessThan(seconds(6));
  });

  it('that come while it reads are found, however they are told', async () => {
    for (const names of [true, false]) {
      const { read, numbers } = reader(
        [
          shard(0, records(3), { closedMs: seconds(20) }),
          shard(1, [{ sequenceNumber: '500', storedMs: seconds(30), arrivedMs: seconds(30) }], {
            parents: [shardId(0)],
            createdMs: seconds(20),
          }),
        ],
        { namesChildren: () => names },
        seconds(5),
      );
      await read({ to: new Date(seconds(40)) });
      expect(numbers()).toEqual(['101', '102', '103', '500']);
    }
  });
});

describe('the end of reading', () => {
  it('comes five seconds after a `to` that lay ahead', async () => {
    const { clock, read, numbers } = reader([shard(0, records(100))], {}, seconds(10));
    await read({ to: new Date(seconds(50)) });
    expect(numbers().at(-1)).toBe('151');
    expect(clock.now()).toBeGreaterThan(seconds(55));
    expect(clock.now()).toBeLessThan(seconds(58));
  });

  it('comes with a page that lies a minute beyond `to`', async () => {
    const { read, pages, callsOf } = reader([shard(0, records(3000))], { page: () => 30 });
    await read({ to: new Date(seconds(29)) });
    expect(pages.map((page) => page.records.length)).toEqual([10, 20, 0, 0, 0]);
    expect(pages.at(-1)?.position).toEqual({ shardId: shardId(0), sequenceNumber: '230', done: true });
    expect(callsOf('GetRecords')).toHaveLength(5);
  });

  it('does not come with an empty page on the way', async () => {
    let empty = 0;
    const { read, numbers } = reader([shard(0, records(3))], { page: () => (empty++ < 20 ? 0 : 10) });
    await read();
    expect(numbers()).toHaveLength(3);
  });
});

describe('it stops', () => {
  const reason = new Error('enough');

  it('before it begins', async () => {
    const { kinesis, read } = reader([shard(0, records(3))]);
    expect(await failure(read({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(kinesis.calls).toHaveLength(0);
  });

  it('within a call, and waits for what is being handled', async () => {
    const shards = [0, 1, 2].map((number) => shard(number, records(3)));
    const { clock, kinesis, read } = reader(shards, { latency: () => 5_000 });
    const controller = new AbortController();
    let handling = 0;
    const reading = failure(
      read({ signal: controller.signal }, async (page) => {
        handling += 1;
        if (page.shardId === shardId(0)) controller.abort(reason);
        await clock.wait(60_000);
        handling -= 1;
      }),
    );
    expect(await reading).toBe(reason);
    expect(handling).toBe(0);
    const calls = kinesis.calls.length;
    await clock.wait(60_000);
    expect(kinesis.calls).toHaveLength(calls);
  });

  it('while it waits', async () => {
    const { clock, read } = reader([shard(0, [])], {}, seconds(10));
    const controller = new AbortController();
    const reading = failure(read({ to: new Date(seconds(1000)), signal: controller.signal }));
    await clock.wait(20_250);
    controller.abort(reason);
    expect(await reading).toBe(reason);
    expect(clock.now()).toBeLessThan(seconds(32));
  });

  it('with the first error of its handler, once the others have ended', async () => {
    const { clock, read } = reader([0, 1].map((number) => shard(number, records(3))));
    const errors: Error[] = [];
    const reading = read({}, async (page) => {
      await clock.wait(page.shardId === shardId(0) ? 100 : 5_000);
      const error = new Error(page.shardId);
      errors.push(error);
      throw error;
    });
    expect(await failure(reading)).toBe(errors[0]);
    expect(errors.map(({ message }) => message)).toEqual([shardId(0), shardId(1)]);
  });
});

describe('it refuses', () => {
  it('a stream that is not there', async () => {
    const { kinesis, read } = reader([]);
    kinesis.refuse = () => fault('ResourceNotFoundException');
    const error = await failure(read());
    expect(error).toBeInstanceOf(StreamMissingError);
    expect(error).toMatchObject({ stream: 'events', message: 'there is no stream events' });
  });

  it('shards that are not there, and says which are', async () => {
    const { read, callsOf } = reader([shard(0, []), shard(1, [])]);
    const error = await failure(read({ shardIds: [shardId(1), shardId(7)] }));
    expect(error).toBeInstanceOf(UnknownShardError);
    expect(error).toMatchObject({
      unknownShardIds: [shardId(7)],
      shardIds: [shardId(0), shardId(1)],
      message: `events has no ${shardId(7)}; it has ${shardId(0)}, ${shardId(1)}`,
    });
    expect(callsOf('GetShardIterator')).toHaveLength(0);
  });

  it.each(['KMSAccessDeniedException', 'AccessDeniedException', 'InternalFailureException'])(
    'to go on after %s, with its code',
    async (code) => {
      const { kinesis, read } = reader([shard(0, records(3))]);
      kinesis.refuse = ({ operation }) => (operation === 'GetRecords' ? fault(code) : undefined);
      const error = await failure(read());
      expect(error).toBeInstanceOf(StreamUnavailableError);
      expect(error).toMatchObject({ name: 'StreamUnavailableError', operation: 'GetRecords', code });
    },
  );

  it('to call a listed shard gone', async () => {
    const { kinesis, read, trimmed } = reader([shard(0, records(3))]);
    kinesis.refuse = ({ operation }) =>
      operation === 'GetRecords' ? fault('ResourceNotFoundException') : undefined;
    expect(await failure(read())).toMatchObject({ code: 'ResourceNotFoundException' });
    expect(trimmed).toEqual([]);
  });

  it('what makes no sense', async () => {
    const { kinesis, read } = reader([]);
    for (const options of [{ to: new Date(start - 1) }, { recordsPerSecond: 0 }, { from: new Date(NaN) }])
      expect(await failure(read(options))).toBeInstanceOf(RangeError);
    expect(kinesis.calls).toHaveLength(0);
  });
});
