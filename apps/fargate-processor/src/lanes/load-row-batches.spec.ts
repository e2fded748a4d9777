import { StatementFailedError } from '@sluice/redshift-data-api';
import { describe, expect, it, vi } from 'vitest';
import type { Config } from '../config.js';
import { warehouseEnvironment } from '../warehouse.testing.js';
import { startLane } from './lane-run.testing.js';
import { acknowledged, hidden, ids, message, parked, runUntil, settledOnce } from './row-messages.testing.js';
import { runRowsLane } from './rows-lane.js';

const refusal = (source: string) =>
  new StatementFailedError(`ERROR: Load into table 'stage' failed.`, {
    code: 'LoadFailed',
    loadErrors: [
      {
        file: `s3://staging/${source}`,
        line: 0,
        column: 'num_votes',
        type: 'int4',
        code: '1207',
        message: 'no digit',
      },
    ],
  });
const many: Partial<Config> = { MICRO_BATCH_MAX_SOURCES: 16 };
/** So many that what comes again still loads with others. */
const together: Partial<Config> = { MICRO_BATCH_MAX_SOURCES: 100 };

describe('a load that the warehouse refuses', () => {
  it.each([
    ['one in the middle of many', 16, [7]],
    ['the first', 9, [0]],
    ['the last', 9, [8]],
    ['two', 16, [3, 12]],
    ['two neighbours', 16, [4, 5]],
    ['all', 5, [0, 1, 2, 3, 4]],
    ['the only one', 1, [0]],
  ])('parks what is at fault and loads the others: %s', async (_what, count, places) => {
    const bad = new Set(places.map((place) => `source-${place}`));
    const environment = warehouseEnvironment((sources) => {
      const first = sources.find((source) => bad.has(source));
      if (first !== undefined) throw refusal(first);
    }, many);
    environment.inbox.push(ids(count).map((id) => message(id)));
    await runUntil(environment, () => expect(acknowledged(environment)).toHaveLength(count));
    settledOnce(environment, ids(count));
    expect([...environment.ledger.keys()].sort()).toEqual(
      ids(count)
        .filter((id) => !bad.has(id))
        .sort(),
    );
    expect(
      parked(environment)
        .map(({ sourceId }) => sourceId)
        .sort(),
    ).toEqual([...bad].sort());
    // Each with its own reason: the load errors are those of its own load.
    for (const { sourceId, failure } of parked(environment))
      expect(failure).toEqual({
        class: 'data',
        reason: 'warehouse_LoadFailed',
        message: `ERROR: Load into table 'stage' failed.; s3://staging/${sourceId}, column num_votes (int4): 1207 no digit`,
      });
    // Every source has loaded in one transaction alone.
    const committedRuns = environment.runs.filter((sources) => !sources.some((source) => bad.has(source)));
    expect(committedRuns.flat()).toHaveLength(count - bad.size);
  });

  it('settles each message once when a half then fails by a fault of the environment', async () => {
    const environment = warehouseEnvironment((sources) => {
      if (sources.length > 4) throw refusal('source-0');
      if (sources.includes('source-5')) throw new Error('socket hang up');
      if (sources.includes('source-0')) throw refusal('source-0');
    }, many);
    environment.inbox.push(ids(8).map((id) => message(id)));
    const inPlaces = (...places: number[]) => places.map((place) => `source-${place}`);
    await runUntil(environment, () => expect(hidden(environment).sort()).toEqual(inPlaces(4, 5, 6, 7)));
    settledOnce(environment, ids(8));
    expect(parked(environment).map(({ sourceId }) => sourceId)).toEqual(inPlaces(0));
    expect([...environment.ledger.keys()].sort()).toEqual(inPlaces(1, 2, 3));
  });

  it('gives all back at once when it is aborted while it isolates', async () => {
    const environment = warehouseEnvironment((sources) => {
      if (sources.length === 1) lane.abort();
      throw refusal('source-0');
    }, many);
    environment.inbox.push(ids(4).map((id) => message(id)));
    const lane = startLane(runRowsLane, environment);
    await vi.waitFor(() => expect(lane.activity.settled).toBe(4), { timeout: 10_000, interval: 5 });
    lane.stop();
    await lane.ended;
    expect(environment.effects.filter((effect) => effect.do === 'hide')).toEqual(
      ids(4).map((receipt) => ({ do: 'hide', receipt, seconds: 0 })),
    );
    settledOnce(environment, ids(4));
    expect(parked(environment)).toEqual([]);
  });

  it.each([
    ['comes for the first time', 1, []],
    ['comes again', 2, ['source-0', 'source-1', 'source-3']],
  ])('isolates what fails without a known code when it %s', async (_when, receiveCount, loaded) => {
    const environment = warehouseEnvironment((sources) => {
      if (sources.includes('source-2'))
        throw new StatementFailedError('ERROR: something new', { code: 'unknown', statementIndex: 9 });
    }, together);
    environment.inbox.push(ids(4).map((id) => message(id, {}, receiveCount)));
    const left = ids(4).filter((id) => !(loaded as string[]).includes(id));
    await runUntil(environment, () => expect(hidden(environment).sort()).toEqual(left));
    settledOnce(environment, ids(4));
    expect([...environment.ledger.keys()]).toEqual(loaded);
  });

  it('keeps together, for later, what waited too long for the lock', async () => {
    const environment = warehouseEnvironment(() => {
      throw new StatementFailedError(`ERROR: Query (4) cancelled on user's request`, {
        code: '57014',
        statementIndex: 1,
      });
    }, together);
    environment.inbox.push(ids(4).map((id) => message(id, {}, 2)));
    await runUntil(environment, () => expect(hidden(environment).sort()).toEqual(ids(4)));
    expect([environment.runs.length, parked(environment)]).toEqual([1, []]);
  });
});

describe('what the ledger has already', () => {
  it('is acknowledged, said, and not counted again', async () => {
    const environment = warehouseEnvironment();
    environment.ledger.set('a', 'an-earlier-load').set('b', 'an-earlier-load');
    environment.inbox.push([message('a'), message('b'), message('c')]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['a', 'b', 'c']));
    expect(environment.logged).toContainEqual({
      message: 'loaded',
      fields: expect.objectContaining({ sources: 3, alreadyLoaded: 2, read: 10, loaded: 9 }) as never,
    });
    expect(environment.counted).toEqual([
      {
        RecordsRead: 10,
        RecordsLoaded: 9,
        RecordsDeduplicated: 1,
        RecordsQuarantined: 0,
        LoadSeconds: 0,
      },
    ]);
  });

  it('changes nothing by itself, which is said too', async () => {
    const environment = warehouseEnvironment();
    environment.ledger.set('a', 'an-earlier-load');
    environment.inbox.push([message('a')]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['a']));
    expect(environment.logged.map(({ message: text }) => text)).toContain('already loaded: nothing changed');
    expect(environment.counted).toEqual([]);
  });
});
