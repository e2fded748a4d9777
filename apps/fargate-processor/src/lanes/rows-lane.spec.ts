import { gzipSync } from 'node:zlib';
import { titleBasics } from '@sluice/contracts';
import { rowBatchText } from '@sluice/message-schemas';
import { describe, expect, it, vi } from 'vitest';
import type { Config } from '../config.js';
import { received, testEnvironment, type TestEnvironment } from '../environment.testing.js';
import { committed, warehouseEnvironment } from '../warehouse.testing.js';
import { startLane } from './lane-run.testing.js';
import {
  acknowledged,
  arrivedAt,
  ids,
  message,
  parked,
  ratingValues,
  rowBatchBody,
  runUntil,
  settledOnce,
} from './row-messages.testing.js';
import { runRowsLane } from './rows-lane.js';

// Of `more-datasets.testing.ts`.
const snapshots = { name: 'snapshots' };
const orders = { name: 'orders', version: 3, acceptsFrom: 2 };

/** Sources of a staged load: its manifest of sources is written once a load. */
const loads = ({ effects }: TestEnvironment) =>
  effects.filter((effect) => effect.do === 'put' && effect.key.endsWith('/sources.manifest')).length;

describe('runRowsLane', () => {
  it('loads what gathered as one and acknowledges only after it', async () => {
    const environment = testEnvironment(async () => {
      expect(acknowledged(environment)).toEqual([]);
      return committed([{ sourceId: 'a', loadId: 'x' }]);
    });
    environment.inbox.push([message('a'), message('b')], [message('c')]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['a', 'b', 'c']));
    expect(loads(environment)).toBe(1);
  });

  it('takes a batch that came twice once, and acknowledges both messages', async () => {
    const environment = warehouseEnvironment();
    environment.inbox.push([message('a'), message('a', {}, 1, 'again')]);
    await runUntil(environment, () => expect(acknowledged(environment).sort()).toEqual(['a', 'again']));
    expect(loads(environment)).toBe(1);
  });

  it('loads records that are sent again as what they are', async () => {
    const environment = warehouseEnvironment();
    environment.inbox.push([message('again', { kind: 'replay' }), message('new')]);
    await runUntil(environment, () => expect(acknowledged(environment)).toHaveLength(2));
    const staged = [...environment.staged.values()].flat();
    expect(staged.map(({ sourceId, kind }) => [sourceId, kind])).toEqual([
      ['again', 'replay'],
      ['new', 'stream'],
    ]);
  });

  it('brings everything back later when the warehouse is away', async () => {
    const environment = testEnvironment(async () => {
      throw new Error('socket hang up');
    });
    environment.inbox.push([message('a'), message('b')]);
    await runUntil(environment, () =>
      expect(environment.effects.filter((effect) => effect.do === 'hide')).toHaveLength(2),
    );
    expect(acknowledged(environment)).toEqual([]);
  });

  it.each([
    ['no RowBatch', { body: '{"type":"Other"}' }, 'malformed_message'],
    ['content that does not match its counts', { body: rowBatchBody('x', { rows: 2 }) }, 'malformed_message'],
    ['no record', { body: rowBatchBody('x', { rows: 0 }) }, 'malformed_message'],
    ['an unknown dataset', { body: rowBatchBody('x', { dataset: 'nobody' }) }, 'unknown_dataset'],
    [
      'a contract version that is read no more',
      { body: rowBatchBody('x', { dataset: orders.name, contractVersion: 1 }) },
      'unsupported_contract_version',
    ],
    [
      'a claim check that is gone',
      { body: rowBatchBody('x', { content: { kind: 'claim', bucket: 'staging', key: 'gone', sha256: '' } }) },
      'object_missing',
    ],
    [
      'rows that lack a required column',
      { body: rowBatchBody('x', {}, ratingValues.slice(0, 3)) },
      'malformed_message',
    ],
    [
      'rows of more columns than the table has',
      { body: rowBatchBody('x', {}, [...ratingValues, 1]) },
      'malformed_message',
    ],
  ])('parks a message with %s', async (_what, overrides, reason) => {
    const environment = testEnvironment();
    environment.inbox.push([received(overrides)]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['receipt']));
    expect(environment.effects[0]).toMatchObject({
      do: 'put',
      body: expect.stringContaining(`"reason":"${reason}"`),
    });
  });

  it('leaves a batch of a newer contract version to the processor that has it', async () => {
    const environment = testEnvironment();
    environment.inbox.push([message('newer', { contractVersion: 2 })]);
    await runUntil(environment, () =>
      expect(environment.effects).toContainEqual(expect.objectContaining({ do: 'hide', receipt: 'newer' })),
    );
    expect(parked(environment)).toEqual([]);
    expect(acknowledged(environment)).toEqual([]);
  });

  it('loads a batch that was written for a version that is still read', async () => {
    const environment = warehouseEnvironment();
    const written = { dataset: orders.name, contractVersion: 2 };
    environment.inbox.push([received({ body: rowBatchBody('old', written, [1]) })]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['receipt']));
    expect(loads(environment)).toBe(1);
  });

  it('loads a batch that was written before a nullable column was added', async () => {
    const environment = warehouseEnvironment();
    const titles = { dataset: titleBasics.name };
    const withoutGenres = ['tt0000001', 'movie', 'A', 'A', false, 1990, null, 90];
    environment.inbox.push([received({ body: rowBatchBody('old', titles, withoutGenres) })]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['receipt']));
    expect(loads(environment)).toBe(1);
  });

  it('parks what failed too often in all, counted by content', async () => {
    const environment = testEnvironment();
    for (const attempt of [1, 2, 3]) expect(await environment.attempts.record('a')).toBe(attempt);
    environment.inbox.push([message('a', {}, 2)]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['a']));
    expect(environment.effects).toContainEqual(
      expect.objectContaining({ do: 'put', body: expect.stringContaining('"reason":"too_many_attempts"') }),
    );
    // Under its own name, and its count starts anew when a person releases it.
    expect(environment.effects).toContainEqual(
      expect.objectContaining({ do: 'put', key: 'quarantine/parked/title-ratings/a.json' }),
    );
    expect(await environment.attempts.record('a')).toBe(1);
  });
});

describe('what is held', () => {
  /** An environment whose loads wait until they are let go. */
  const waiting = (config: Partial<Config>) => {
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const environment = warehouseEnvironment(() => gate, config);
    return { environment, letGo: () => letGo() };
  };
  const age = { MICRO_BATCH_MAX_AGE_SECONDS: 3600 };

  it.each([
    ['bytes', { ...age, MICRO_BATCH_MAX_BYTES: 150 }, 3],
    ['sources', { ...age, MICRO_BATCH_MAX_SOURCES: 1 }, 10],
  ])(
    'is bounded over all datasets by %s; what is beyond stays in the queue',
    async (_what, config, received) => {
      const { environment, letGo } = waiting(config);
      const titles = { dataset: titleBasics.name };
      environment.inbox.push(
        ...ids(12).map((id, index) =>
          index % 2 === 0
            ? [message(id)]
            : [
                {
                  ...message(id),
                  body: rowBatchBody(id, titles, ['tt0000001', 'movie', 'A', 'A', false, 1990, null, 90]),
                },
              ],
        ),
      );
      const lane = startLane(runRowsLane, environment);
      await vi.waitFor(() => expect(environment.runs).toHaveLength(2), { timeout: 10_000, interval: 5 });
      expect([lane.activity.held, environment.inbox.length]).toEqual([received, 12 - received]);
      letGo();
      await vi.waitFor(() => expect(environment.inbox).toEqual([]), { timeout: 10_000, interval: 5 });
      lane.stop();
      await lane.ended;
      settledOnce(environment, ids(12));
    },
  );

  it('loads at once when the lane stops, however young, and leaves no timer behind', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    const environment = warehouseEnvironment(undefined, age);
    environment.inbox.push([message('a'), message('b')]);
    const lane = startLane(runRowsLane, environment);
    await vi.waitFor(() => expect(lane.activity.held).toBe(2), { timeout: 10_000, interval: 5 });
    expect(environment.runs).toEqual([]);
    lane.stop();
    await lane.ended;
    expect(environment.runs).toEqual([['a', 'b']]);
    settledOnce(environment, ['a', 'b']);
    const ageTimers = timers.mock.results.filter((_, index) => timers.mock.calls[index]?.[1] === 3_600_000);
    expect(ageTimers).toHaveLength(1);
    expect(cleared).toHaveBeenCalledWith(ageTimers[0]?.value);
    vi.restoreAllMocks();
  });
});

describe('rows for a dataset whose files are each the whole of it', () => {
  it('are parked, its rejects loaded', async () => {
    const environment = warehouseEnvironment();
    const rejected = gzipSync(
      rowBatchText({
        rows: [],
        rejects: [
          { recordId: 'r', arrivedAt, reason: 'files_only', column: null, rule: 'x', value: null, raw: '' },
        ],
      }),
    ).toString('base64');
    environment.inbox.push([
      message('rows', { dataset: snapshots.name }),
      message('rejects', {
        dataset: snapshots.name,
        rows: 0,
        rejects: 1,
        content: { kind: 'inline', data: rejected },
      }),
    ]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['rows', 'rejects']));
    expect(parked(environment)).toMatchObject([{ sourceId: 'rows', failure: { reason: 'files_only' } }]);
    expect(environment.runs).toEqual([['rejects']]);
  });
});

it('does not open content that expands beyond all measure', async () => {
  const environment = warehouseEnvironment();
  const content = rowBatchText({ rows: [{ recordId: 'r', arrivedAt, values: ratingValues }], rejects: [] });
  // Good JSON, but for its size.
  const bomb = gzipSync(content.padEnd(97 * 1024 * 1024), { level: 1 }).toString('base64');
  environment.inbox.push([message('bomb', { content: { kind: 'inline', data: bomb } })]);
  await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['bomb']));
  expect(parked(environment)).toMatchObject([{ failure: { reason: 'malformed_message' } }]);
});
