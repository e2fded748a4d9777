import { describe, expect, it } from 'vitest';
import { createFaults } from './faults.js';
import type { FaultRule } from './fault-rule.js';

const send = { service: 'sqs', operation: 'SendMessage', resource: 'http://h/1/orders' };
const delivery = { service: 'sqs', resource: 'http://h/1/orders' };

const repeat = <T>(count: number, what: () => T): T[] => Array.from({ length: count }, what);

describe('a rule', () => {
  it('strikes what it names and nothing else', () => {
    const faults = createFaults();
    faults.add({ service: 'sqs', operation: 'SendMessage', resource: '/orders', kind: 'error' });
    expect(faults.strike(send)?.refusal).toMatchObject({ kind: 'error' });
    expect(faults.strike({ ...send, service: 'sns' })).toBeUndefined();
    expect(faults.strike({ ...send, operation: 'ReceiveMessage' })).toBeUndefined();
    expect(faults.strike({ ...send, resource: 'http://h/1/other' })).toBeUndefined();
    expect(faults.strike({ ...send, resource: undefined })).toBeUndefined();
    expect(faults.list()).toMatchObject([{ struck: 1 }]);
  });

  it('strikes whom it names and nobody else', () => {
    const faults = createFaults();
    faults.add({ service: 'sqs', caller: 'ecs-processor', kind: 'error' });
    expect(faults.strike({ ...send, caller: 'ecs-processor' })).toBeDefined();
    expect(faults.strike({ ...send, caller: 'lambda-trigger' })).toBeUndefined();
    expect(faults.strike(send)).toBeUndefined();
    faults.add({ service: 'redshift-data', caller: 'processor', kind: 'fail-statement' });
    const step = { name: undefined, statement: 1, process: undefined };
    expect(faults.strikeStatement({ ...step, caller: 'ecs-processor' })).toBeDefined();
    expect(faults.strikeStatement({ ...step, caller: 'operator' })).toBeUndefined();
  });

  it('strikes so many times and stays listed with its count', () => {
    const faults = createFaults();
    const id = faults.add({ service: 'sqs', kind: 'throttle', times: 2 });
    const struck = repeat(5, () => faults.strike(send) !== undefined);
    expect(struck).toEqual([true, true, false, false, false]);
    expect(faults.list()).toEqual([{ id, service: 'sqs', kind: 'throttle', times: 2, struck: 2 }]);
    expect([faults.remove(id), faults.remove(id), faults.list()]).toEqual([true, false, []]);
  });

  it('strikes by chances that repeat for the same seed and differ for another', () => {
    const run = (seed?: number) => {
      const faults = createFaults();
      faults.add({
        service: 'sqs',
        kind: 'error',
        probability: 0.3,
        ...(seed === undefined ? {} : { seed }),
      });
      return repeat(1000, () => faults.strike(send) !== undefined);
    };
    const first = run(7);
    expect(run(7)).toEqual(first);
    expect(run(8)).not.toEqual(first);
    expect(run()).toEqual(run(1));
    const share = first.filter(Boolean).length / first.length;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
  });

  it('counts chances of what it matches alone, so that other traffic changes nothing', () => {
    const alone = createFaults();
    const among = createFaults();
    for (const faults of [alone, among])
      faults.add({ service: 'sqs', kind: 'error', probability: 0.5, seed: 3 });
    const expected = repeat(50, () => alone.strike(send) !== undefined);
    const actual = repeat(50, () => {
      among.strike({ ...send, service: 's3' });
      return among.strike(send) !== undefined;
    });
    expect(actual).toEqual(expected);
  });

  it('never strikes with probability 0 and always with 1', () => {
    const faults = createFaults();
    faults.add({ service: 'sqs', kind: 'slow', probability: 0, delayMs: 5 });
    expect(repeat(100, () => faults.strike(send))).toEqual(repeat(100, () => undefined));
    faults.add({ service: 'sqs', kind: 'slow', probability: 1, delayMs: 5 });
    expect(repeat(100, () => faults.strike(send)?.delayMs)).toEqual(repeat(100, () => 5));
  });
});

describe('several rules', () => {
  it('slow a request by the sum of their delays and refuse it once', () => {
    const faults = createFaults();
    faults.add({ service: 'sqs', kind: 'slow', delayMs: 20 });
    faults.add({ service: 'sqs', kind: 'error', code: 'First', times: 1 });
    faults.add({ service: 'sqs', kind: 'drop-after', times: 1 });
    faults.add({ service: 'sqs', kind: 'slow', delayMs: 30 });
    expect(faults.strike(send)).toMatchObject({ delayMs: 50, refusal: { code: 'First' }, ending: 'error' });
    // The rule that could not act has kept its one time.
    expect(faults.strike(send)).toMatchObject({ delayMs: 50, refusal: undefined, ending: 'drop-after' });
    expect(faults.list().map(({ struck }) => struck)).toEqual([2, 1, 1, 2]);
  });

  it('of requests leave deliveries alone, and the other way round', () => {
    const faults = createFaults();
    faults.add({ service: 'sqs', kind: 'error' });
    expect(faults.arrivals(delivery)).toEqual([0]);
    faults.clear();
    faults.add({ service: 'sqs', kind: 'duplicate' });
    expect(faults.strike(send)).toBeUndefined();
  });
});

describe('a delivery', () => {
  const arrivals = (...rules: FaultRule[]) => {
    const faults = createFaults();
    for (const rule of rules) faults.add(rule);
    return faults.arrivals(delivery);
  };

  it('arrives once and at once', () => {
    expect(arrivals()).toEqual([0]);
    expect(arrivals({ service: 's3', kind: 'duplicate' })).toEqual([0]);
    expect(arrivals({ service: 'sqs', resource: '/other', kind: 'duplicate' })).toEqual([0]);
  });

  it('arrives twice, at once or later', () => {
    expect(arrivals({ service: 'sqs', kind: 'duplicate' })).toEqual([0, 0]);
    expect(arrivals({ service: 'sqs', kind: 'duplicate', delayMs: 40 })).toEqual([0, 40]);
  });

  it('arrives later', () => {
    expect(arrivals({ service: 'sqs', kind: 'delay' })).toEqual([1000]);
    expect(arrivals({ service: 'sqs', kind: 'delay', delayMs: 40 })).toEqual([40]);
  });

  it('arrives later and twice where both strike', () => {
    const late = { service: 'sqs', kind: 'delay', delayMs: 40 } as const;
    const twice = { service: 'sqs', kind: 'duplicate', delayMs: 5 } as const;
    expect(arrivals(late, twice)).toEqual([40, 45]);
    expect(arrivals(twice, late)).toEqual([40, 45]);
  });

  it('is overtaken by later ones, in an order that the seed repeats', () => {
    const run = (seed: number) => {
      const faults = createFaults();
      faults.add({ service: 'sqs', kind: 'reorder', delayMs: 100, seed });
      return repeat(50, () => faults.arrivals(delivery)[0] ?? NaN);
    };
    const times = run(7);
    expect(run(7)).toEqual(times);
    expect(run(8)).not.toEqual(times);
    expect(times.every((ms) => ms >= 0 && ms < 100)).toBe(true);
    expect(times.some((ms, n) => n > 0 && ms < (times[n - 1] ?? 0))).toBe(true);
  });

  it('is struck so many times', () => {
    const faults = createFaults();
    faults.add({ service: 'sqs', kind: 'duplicate', times: 1 });
    expect([faults.arrivals(delivery), faults.arrivals(delivery)]).toEqual([[0, 0], [0]]);
  });
});

describe('an entry of a batch', () => {
  const entry = { service: 'sqs', operation: 'SendMessageBatch', resource: 'http://h/1/orders' };

  it('fails so many times, with the code that was asked for, and its request goes on', () => {
    const faults = createFaults();
    faults.add({ service: 'sqs', operation: 'SendMessageBatch', kind: 'fail-entry', code: 'Mine', times: 1 });
    expect(faults.strike(entry)).toBeUndefined();
    expect(faults.strikeEntry({ ...entry, service: 'kinesis' })).toBeUndefined();
    expect([faults.strikeEntry(entry), faults.strikeEntry(entry)]).toEqual([{ code: 'Mine' }, undefined]);
  });
});

describe('what is no rule', () => {
  it.each([
    [{ service: 'sqs', kind: 'explode' }],
    [{ kind: 'error' }],
    [{ service: 'sqs', kind: 'error', code: 'with\r\nheader: injected' }],
    [{ service: 'sqs', kind: 'error', status: 200 }],
    [{ service: 'sqs', kind: 'throttle', code: 'Mine' }],
    [{ service: 'sqs', kind: 'error', delayMs: 5 }],
    [{ service: 'sqs', kind: 'duplicate', operation: 'ReceiveMessage' }],
    [{ service: 'sqs', kind: 'duplicate', caller: 'ecs-a' }],
    [{ service: 'sqs', kind: 'kill-before', delayMs: 5 }],
    [{ service: 'redshift-data', kind: 'kill-statement', operation: 'ExecuteStatement' }],
    [{ service: 'sqs', kind: 'fail-entry', delayMs: 5 }],
    [{ service: 'sqs', kind: 'slow', probability: 2 }],
    [{ service: 'sqs', kind: 'slow', times: 0 }],
  ])('is refused: %j', (rule) => {
    const faults = createFaults();
    expect(() => faults.add(rule as FaultRule)).toThrow();
    expect(faults.list()).toEqual([]);
  });
});
