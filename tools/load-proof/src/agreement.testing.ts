import { randomUUID } from 'node:crypto';
import type { Dataset } from '@sluice/contracts';
import { LoadModel, type TestSource } from '@sluice/load-model';
import type { FaultRule } from '@sluice/local-aws';
import { ObjectStoreUnavailableError } from '@sluice/object-store';
import {
  DataApiUnavailableError,
  runLoad,
  StatementFailedError,
  StatementLostError,
} from '@sluice/redshift-data-api';
import type { LedgerRow } from '@sluice/redshift-loading';
import { expect } from 'vitest';
import { AnySources } from './any-sources.testing.js';
import type { Random } from './random.testing.js';
import { stageLoad } from './staging.testing.js';
import { comparable, readTables } from './table-contents.testing.js';
import type { WireWarehouse } from './wire-warehouse.testing.js';

/** One load as a loader asked for it. */
interface Asked {
  readonly loadId: string;
  readonly sources: readonly TestSource[];
}

export interface Tally {
  loads: number;
  failed: number;
  reruns: number;
}

/**
 * Loads of one dataset against the model, round by round: several loaders at a time, sources that overlap and come in
 * any order, and faults. What a round leaves undone is asked for again until it is done, as its messages would be.
 */
export class Agreement {
  readonly tally: Tally = { loads: 0, failed: 0, reruns: 0 };
  private readonly model: LoadModel;
  private readonly sources: AnySources;
  private readonly pool: TestSource[] = [];
  private readonly asked = new Map<string, Asked>();
  private readonly answered = new Map<string, readonly LedgerRow[]>();
  private readonly modelled = new Set<string>();

  constructor(
    private readonly wire: WireWarehouse,
    private readonly dataset: Dataset,
    private readonly random: Random,
  ) {
    this.model = new LoadModel(dataset);
    this.sources = new AnySources(dataset, random);
  }

  async round(): Promise<void> {
    const { random, wire, dataset } = this;
    const fresh = Array.from({ length: random.between(2, 5) }, () => this.sources.next());
    this.pool.push(...fresh);
    const loads = Array.from({ length: random.between(1, 4) }, () => this.pack(fresh));
    const rules = random
      .some(faultsOf(dataset, random), random.between(0, 3))
      .map((rule) => wire.aws.faults.add(rule));
    await Promise.all(loads.map((sources) => this.load(sources)));
    rules.forEach((rule) => wire.aws.faults.remove(rule));
    // Redelivery: whatever was acknowledged by nobody, packed anew.
    await this.load(random.shuffled(fresh), 'undisturbed');
    await wire.quiet();
    await this.compare();
  }

  /** Some of what is new, perhaps with something old, perhaps twice. */
  private pack(fresh: readonly TestSource[]): TestSource[] {
    const { random } = this;
    const sources = random.some(fresh, random.between(1, 4));
    return random.chance(0.3) ? random.shuffled([...sources, random.pick(this.pool)]) : sources;
  }

  private async load(sources: readonly TestSource[], how?: 'undisturbed'): Promise<void> {
    const { dataset, wire, random } = this;
    const loadId = `l${randomUUID()}`;
    this.asked.set(loadId, { loadId, sources });
    this.tally.loads += 1;
    const [maxAttempts, gaveUpAfterMs] = [
      random.pick([1, 3]),
      random.chance(0.25) ? random.below(150) : undefined,
    ];
    const giveUp = new AbortController();
    const timer =
      how === undefined && gaveUpAfterMs !== undefined
        ? setTimeout(() => giveUp.abort(), gaveUpAfterMs)
        : undefined;
    try {
      const request = await stageLoad(wire.objects, dataset, loadId, sources);
      const ledger = await runLoad(wire.loader(dataset, loadId, maxAttempts), request, {
        signal: giveUp.signal,
        pauseMinMilliseconds: 5,
        onRerun: () => (this.tally.reruns += 1),
      });
      this.answered.set(loadId, ledger);
    } catch (error) {
      if (how !== undefined || !(isFault(error) || giveUp.signal.aborted)) throw error;
      this.tally.failed += 1;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Gives the model what committed, in that order, and expects the same tables and the same answers. */
  private async compare(): Promise<void> {
    const { dataset, model, wire } = this;
    for (const loadId of await wire.commitOrder(dataset)) {
      if (this.modelled.has(loadId)) continue;
      this.modelled.add(loadId);
      const { sources } = this.asked.get(loadId) as Asked;
      model.load(sources, loadId);
    }
    expect(comparable(dataset, await readTables(wire.warehouse, dataset))).toEqual(model.tables());
    for (const [loadId, rows] of this.answered) {
      expect(rows.map(answerOf)).toEqual(
        this.asked.get(loadId)?.sources.map((source) => this.expected(source)),
      );
    }
    this.answered.clear();
  }

  private expected({ sourceId }: TestSource) {
    const entry = this.model.ledger.get(sourceId);
    return { sourceId, loadId: entry?.loadId, state: entry?.state, ...entry?.sums, reconciled: true };
  }
}

const answerOf = ({ sourceId, loadId, state, loaded, deduplicated, quarantined, reconciled }: LedgerRow) => ({
  sourceId,
  loadId,
  state,
  loaded,
  deduplicated,
  quarantined,
  reconciled,
});

const isFault = (error: unknown): boolean =>
  error instanceof StatementFailedError ||
  error instanceof StatementLostError ||
  error instanceof DataApiUnavailableError ||
  error instanceof ObjectStoreUnavailableError;

const faultsOf = (dataset: Dataset, random: Random): FaultRule[] => {
  const of = { service: 'redshift-data', resource: `sluice load ${dataset.name}` };
  const submit = { ...of, operation: 'BatchExecuteStatement' };
  const times = random.between(1, 3);
  return [
    { ...submit, kind: 'drop-after', times },
    { ...submit, kind: 'throttle', times },
    { ...submit, kind: 'error', code: 'InternalServerException', status: 500, times },
    { ...submit, kind: 'slow', delayMs: random.below(40), times },
    { ...of, kind: 'fail-statement', statement: random.between(1, 36), times },
    { ...of, kind: 'fail-statement', statement: random.between(1, 36), code: '57014', times: 1 },
    { service: 'redshift-data', operation: 'DescribeStatement', kind: 'drop-after', times: 5 * times },
    { service: 'redshift-data', operation: 'GetStatementResult', kind: 'error', status: 503, times },
    { service: 's3', operation: 'PutObject', resource: `/${dataset.name}/`, kind: 'throttle', times: 1 },
  ];
};
