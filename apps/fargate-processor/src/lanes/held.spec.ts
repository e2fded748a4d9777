import { DataApiUnavailableError } from '@sluice/redshift-data-api';
import { describe, expect, it } from 'vitest';
import type { Config } from '../config.js';
import type { TestEnvironment } from '../environment.testing.js';
import { warehouseEnvironment } from '../warehouse.testing.js';
import { runFilesLane } from './files-lane.js';
import { startLane, until } from './lane-run.testing.js';
import { acknowledged, hidden, ids, message, parked, settledOnce } from './row-messages.testing.js';
import { runRowsLane } from './rows-lane.js';

/** Beats three times a second. */
const short: Partial<Config> = { ROWS_VISIBILITY_TIMEOUT_SECONDS: 1, MICRO_BATCH_MAX_AGE_SECONDS: 3600 };

/** Whoever extends these learns that they are somebody else's. */
function lose(
  environment: TestEnvironment,
  receipts: readonly string[],
  when: () => boolean = () => true,
): void {
  const { extendVisibilityOfAll } = environment.queue;
  environment.queue.extendVisibilityOfAll = async (url, all, seconds) => {
    if (seconds !== 1) return extendVisibilityOfAll(url, all, seconds);
    const failed = all.flatMap((receipt, index) =>
      when() && receipts.includes(receipt)
        ? [{ index, code: 'ReceiptHandleIsInvalid', senderFault: true }]
        : [],
    );
    return { failed };
  };
}

const lost = (environment: { counts: string[] }) =>
  environment.counts.filter((name) => name === 'VisibilityLost').length;

function bench(...given: Parameters<typeof warehouseEnvironment>) {
  const environment = warehouseEnvironment(...given);
  const counts: string[] = [];
  return {
    ...environment,
    counts,
    metrics: { ...environment.metrics, count: (name: string) => void counts.push(name) },
  };
}

describe('a message whose visibility is lost', () => {
  it('leaves its gathering; the others load without it', async () => {
    const environment = bench(undefined, { ...short, MICRO_BATCH_MAX_SOURCES: 3 });
    lose(environment, ['b']);
    environment.inbox.push([message('a'), message('b')]);
    const lane = startLane(runRowsLane, environment);
    await until(() => expect(lost(environment)).toBe(1));
    expect(lane.activity.held).toBe(1);
    environment.inbox.push([message('c'), message('d')]);
    await until(() => expect(environment.runs).toEqual([['a', 'c', 'd']]));
    lane.stop();
    await lane.ended;
    expect([acknowledged(environment), hidden(environment)].flat()).not.toContain('b');
  });

  it('does not end the load that it is in, while another message of it is held', async () => {
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const environment = bench(() => gate, { ...short, MICRO_BATCH_MAX_SOURCES: 2 });
    lose(environment, ['a'], () => environment.runs.length > 0);
    const { runBatch } = environment.warehouse;
    const signals: (AbortSignal | undefined)[] = [];
    environment.warehouse.runBatch = (sqls, options) => {
      signals.push(options.signal);
      return runBatch(sqls, options);
    };
    environment.inbox.push([message('a'), message('b')]);
    const lane = startLane(runRowsLane, environment);
    await until(() => expect([lost(environment), environment.runs]).toEqual([1, [['a', 'b']]]));
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    letGo();
    await until(() => expect(acknowledged(environment)).toEqual(['b']));
    lane.stop();
    await lane.ended;
    expect([...environment.ledger.keys()]).toEqual(['a', 'b']);
  });

  it('ends the load when it was the last that was held', async () => {
    const signals: AbortSignal[] = [];
    const environment = bench(undefined, { ...short, MICRO_BATCH_MAX_SOURCES: 2 });
    environment.warehouse.runBatch = (_sqls, { signal }) =>
      new Promise((_, reject) => {
        if (!signal) return;
        signals.push(signal);
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    lose(environment, ['a', 'b'], () => signals.length > 0);
    environment.inbox.push([message('a'), message('b')]);
    const lane = startLane(runRowsLane, environment);
    await until(() => expect(lost(environment)).toBe(2));
    lane.stop();
    await lane.ended;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(environment.effects.filter(({ do: what }) => what === 'acknowledge' || what === 'hide')).toEqual(
      [],
    );
    expect(environment.effects.filter(({ do: what }) => what.endsWith('protect')).map((e) => e.do)).toEqual([
      'protect',
      'unprotect',
    ]);
  });
});

describe('this task is protected', () => {
  it('from before a transaction is sent until the last of its messages is settled', async () => {
    const environment = warehouseEnvironment();
    environment.inbox.push(ids(3).map((id) => message(id)));
    const lane = startLane(runRowsLane, environment);
    await until(() => expect(acknowledged(environment)).toEqual(ids(3)));
    lane.stop();
    await lane.ended;
    const order = environment.effects.map(({ do: what }) => what);
    expect(order.slice(order.indexOf('protect'))).toEqual([
      'protect',
      'acknowledge',
      'acknowledge',
      'acknowledge',
      'unprotect',
    ]);
    expect(order.slice(0, order.indexOf('protect')).every((what) => what === 'put')).toBe(true);
  });
});

describe('while halted', () => {
  it.each([
    ['rows', runRowsLane],
    ['files', runFilesLane],
  ])('the %s lane receives nothing, and what is held waits without a receive more', async (name, runLane) => {
    let isAway = true;
    const away = new DataApiUnavailableError('away', { code: 'ECONNREFUSED' });
    const environment = warehouseEnvironment(() => {
      if (isAway) throw away;
    });
    if (name === 'files')
      environment.objects.download = async () => {
        if (isAway) throw away;
        throw new Error('not there');
      };
    const body = JSON.stringify({
      type: 'FileArrived',
      version: 1,
      dataset: 'title-basics',
      bucket: 'landing',
      key: 'title-basics/a.tsv',
      etag: 'e',
      sizeBytes: 1,
      announcedAt: '2026-01-01T00:00:00.000Z',
    });
    const messages = ['a', 'b'].map((id) => ({ ...message(id), ...(name === 'files' ? { body } : {}) }));
    environment.inbox.push(messages.slice(0, 1));
    const unmet = { what: 'the warehouse cannot be asked', detail: 'away', fields: {} };
    const lane = startLane(runLane, environment, () => (isAway ? [unmet] : []));
    await until(() => expect(lane.halts.reason).toBeDefined());
    environment.inbox.push(messages.slice(1));
    await until(() =>
      expect(environment.logged.filter(({ message: text }) => text.startsWith('halted')).length).toBe(5),
    );
    expect([lane.activity.held, environment.inbox.length]).toEqual([1, 1]);
    expect([acknowledged(environment), hidden(environment)]).toEqual([[], []]);
    isAway = false;
    await until(() => expect(lane.activity.settled).toBe(2));
    lane.stop();
    await lane.ended;
    settledOnce(environment, ['a', 'b']);
    if (name === 'rows') expect(acknowledged(environment)).toEqual(['a', 'b']);
  });
});

describe('what was tried before', () => {
  it('loads alone when it was tried often, and those behind it are not counted until it is their turn', async () => {
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const environment = warehouseEnvironment(() => gate, { MICRO_BATCH_MAX_SOURCES: 10 });
    environment.inbox.push(['a', 'b', 'c'].map((id) => message(id, {}, 2)));
    const lane = startLane(runRowsLane, environment);
    const counted = () =>
      environment.effects.flatMap((effect) =>
        effect.do === 'put' && effect.key.includes('/attempts/') ? [effect.key.split('/')[2]] : [],
      );
    await until(() => expect(environment.runs).toEqual([['a']]));
    expect(counted()).toEqual(['a']);
    letGo();
    await until(() => expect(acknowledged(environment)).toEqual(['a', 'b', 'c']));
    lane.stop();
    await lane.ended;
    expect(environment.runs).toEqual([['a'], ['b'], ['c']]);
    expect(counted()).toEqual(['a', 'b', 'c']);
    // What was loaded is counted no more.
    expect(await environment.attempts.count('a')).toBe(0);
  });

  it('is counted from its first receive on when it was redriven, and parked when it was too much', async () => {
    const environment = warehouseEnvironment(undefined, { MAX_ATTEMPTS: 3 });
    for (const attempt of [1, 2, 3]) expect(await environment.attempts.record('a')).toBe(attempt);
    environment.inbox.push([{ ...message('a'), attributes: { 'sluice-redrives': '0' } }]);
    const lane = startLane(runRowsLane, environment);
    await until(() => expect(acknowledged(environment)).toEqual(['a']));
    lane.stop();
    await lane.ended;
    expect(parked(environment)).toMatchObject([{ failure: { reason: 'too_many_attempts' }, redrives: 1 }]);
    expect(environment.runs).toEqual([]);
  });
});
