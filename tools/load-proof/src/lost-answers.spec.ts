import { randomUUID } from 'node:crypto';
import { at, fileSource, LoadModel, streamSource, visits, type TestSource } from '@sluice/load-model';
import type { Row } from '@sluice/contracts';
import type { FaultRule } from '@sluice/local-aws';
import { runLoad, StatementFailedError, StatementLostError } from '@sluice/redshift-data-api';
import type { LedgerRow } from '@sluice/redshift-loading';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { stageLoad } from './staging.testing.js';
import { comparable, readTables } from './table-contents.testing.js';
import { startWireWarehouse, type WireWarehouse } from './wire-warehouse.testing.js';

let wire: WireWarehouse;
beforeAll(async () => {
  wire = await startWireWarehouse([visits]);
});
afterEach(() => wire.aws.faults.clear());
afterAll(() => wire.close());

interface Run {
  readonly loadId: string;
  readonly ledger: Promise<readonly LedgerRow[]>;
  /** Codes of what made it run again. */
  readonly reruns: readonly string[];
  readonly giveUp: AbortController;
}

// Append: what is applied twice stands there twice.
const dataset = visits;
const row = (n: number): Row => [`page-${n}`, n];

describe('the lost answer of a load', () => {
  const model = new LoadModel(dataset);
  let number = 0;

  /** A file with a bad record and a batch, none like those before. */
  const newSources = (): TestSource[] => {
    const n = (number += 10);
    return [
      fileSource(`${dataset.name}-${n}`, at(n), [row(n), null, row(n + 1)]),
      streamSource(`${dataset.name}-${n}`, [{ id: `records/0:${n}`, arrivedAt: at(n), values: row(n + 2) }]),
    ];
  };

  /** A load by an SDK that tries once, so that what is lost is lost. */
  const start = async (sources: readonly TestSource[], maxRuns = 5): Promise<Run> => {
    const loadId = `l${randomUUID()}`;
    const request = await stageLoad(wire.objects, dataset, loadId, sources);
    const [reruns, giveUp] = [[] as string[], new AbortController()];
    const ledger = runLoad(wire.loader(dataset, loadId, 1), request, {
      maxRuns,
      signal: giveUp.signal,
      pauseMinMilliseconds: 5,
      onRerun: ({ code }) => reruns.push(code),
    });
    ledger.catch(() => undefined);
    return { loadId, ledger, reruns, giveUp };
  };

  const ofLoads = { service: 'redshift-data', resource: `sluice load ${dataset.name}` };
  const strike = (rule: Omit<FaultRule, 'service' | 'resource'>): string =>
    wire.aws.faults.add({ ...ofLoads, ...rule });
  const lose = (times: number): string =>
    strike({ operation: 'BatchExecuteStatement', kind: 'drop-after', times });
  /** The first run stands under the lock, with rows written, until it is let go; then it fails if it is to. */
  const holdFirst = (fate?: 'and fails'): string => {
    if (fate !== undefined) strike({ kind: 'fail-statement', statement: 20, times: 1 });
    return strike({ kind: 'hold-statement', statement: 20, times: 1 });
  };
  const runsSubmitted = (count: number) =>
    vi.waitFor(() => expect(submissions() - submittedBefore).toBe(count), { timeout: 10_000, interval: 5 });
  const submissions = () =>
    wire.aws.requests
      .list()
      .filter(
        ({ operation, resource }) => operation === 'BatchExecuteStatement' && resource === ofLoads.resource,
      ).length;
  let submittedBefore = 0;
  const begin = () => void (submittedBefore = submissions());

  const ledgerHas = async ([source]: readonly TestSource[]): Promise<boolean> =>
    (await readTables(wire.warehouse, dataset)).ledger.some(
      (entry) => entry['source_id'] === source?.sourceId,
    );
  const counts = (rows: readonly LedgerRow[]) =>
    rows.map(({ loadId, loaded, deduplicated, quarantined }) => [loadId, loaded, deduplicated, quarantined]);
  const onceBy = (loadId: string) => [
    [loadId, 2, 0, 1],
    [loadId, 1, 0, 0],
  ];
  const expectEffectOnce = async (sources: readonly TestSource[], loadId: string): Promise<void> => {
    await wire.quiet();
    model.load(sources, loadId);
    expect(comparable(dataset, await readTables(wire.warehouse, dataset))).toEqual(model.tables());
  };

  it('is asked for again behind the run that still goes on, and told what that one did', async () => {
    begin();
    const [sources, hold] = [newSources(), holdFirst()];
    lose(1);
    const { loadId, ledger, reruns } = await start(sources);
    await wire.aws.faults.hasStruck(hold);
    await runsSubmitted(2);
    expect(await ledgerHas(sources)).toBe(false);
    wire.aws.faults.remove(hold);
    expect(counts(await ledger)).toEqual(onceBy(loadId));
    expect(reruns).toHaveLength(1);
    await expectEffectOnce(sources, loadId);
  });

  it('is made good by the second run when the first fails after all', async () => {
    begin();
    const [sources, hold] = [newSources(), holdFirst('and fails')];
    lose(1);
    const { loadId, ledger } = await start(sources);
    await wire.aws.faults.hasStruck(hold);
    await runsSubmitted(2);
    expect(await ledgerHas(sources)).toBe(false);
    wire.aws.faults.remove(hold);
    expect(counts(await ledger)).toEqual(onceBy(loadId));
    await expectEffectOnce(sources, loadId);
  });

  it('is lost twice, and three runs have one effect', async () => {
    begin();
    const [sources, hold] = [newSources(), holdFirst()];
    lose(2);
    const { loadId, ledger, reruns } = await start(sources);
    await wire.aws.faults.hasStruck(hold);
    await runsSubmitted(3);
    wire.aws.faults.remove(hold);
    expect(counts(await ledger)).toEqual(onceBy(loadId));
    expect(reruns).toHaveLength(2);
    await expectEffectOnce(sources, loadId);
  });

  it('is that of a run that fails, as the next does too: a third makes it good', async () => {
    begin();
    const [sources, hold] = [newSources(), holdFirst('and fails')];
    lose(1);
    const { loadId, ledger, reruns } = await start(sources);
    await wire.aws.faults.hasStruck(hold);
    await runsSubmitted(2);
    // Both fail with the same, so it does not matter which rule strikes which.
    const failing = strike({ kind: 'fail-statement', times: 1 });
    wire.aws.faults.remove(hold);
    await wire.aws.faults.hasStruck(failing);
    expect(counts(await ledger)).toEqual(onceBy(loadId));
    expect(reruns.at(-1)).toBe('1023');
    await expectEffectOnce(sources, loadId);
  });

  it('is not guessed when no run is left: whoever loads the sources next finds them loaded', async () => {
    begin();
    const [sources, hold] = [newSources(), holdFirst()];
    lose(1);
    const first = await start(sources, 1);
    await expect(first.ledger).rejects.toBeInstanceOf(StatementLostError);
    await wire.aws.faults.hasStruck(hold);
    expect(await ledgerHas(sources)).toBe(false);
    const next = await start(sources.toReversed());
    await runsSubmitted(2);
    wire.aws.faults.remove(hold);
    expect(counts(await next.ledger)).toEqual(onceBy(first.loadId).toReversed());
    await expectEffectOnce(sources, first.loadId);
  });

  it('is of no more interest to a loader that gives up; the run that it lost goes on', async () => {
    begin();
    const [sources, hold] = [newSources(), holdFirst()];
    lose(1);
    const { loadId, ledger, giveUp } = await start(sources);
    await wire.aws.faults.hasStruck(hold);
    await runsSubmitted(2);
    giveUp.abort();
    await expect(ledger).rejects.toMatchObject({ name: StatementFailedError.name, code: '57014' });
    expect(await ledgerHas(sources)).toBe(false);
    wire.aws.faults.remove(hold);
    await expectEffectOnce(sources, loadId);
  });

  it('comes after commit: the result is gone, and the second run reads the same from the ledger', async () => {
    begin();
    const sources = newSources();
    wire.aws.faults.add({
      service: 'redshift-data',
      operation: 'GetStatementResult',
      kind: 'error',
      code: 'ResourceNotFoundException',
      times: 1,
    });
    const { loadId, ledger, reruns } = await start(sources);
    expect(counts(await ledger)).toEqual(onceBy(loadId));
    expect(reruns).toEqual(['ResourceNotFoundException']);
    await expectEffectOnce(sources, loadId);
  });
});
