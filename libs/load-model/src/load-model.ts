import type { Dataset } from '@sluice/contracts';
import { append } from './append.js';
import { loadedTables, type LoadedTables } from './comparable.js';
import { instant } from './instant.js';
import { judge } from './judge.js';
import type { ModelEntry, ModelReject, ModelRow, ModelState, StagedRow } from './model-state.js';
import { quarantine, settleRejects } from './rejects.js';
import { replace } from './replace.js';
import { fileRecordId, type TestSource } from './sources.js';
import { upsert } from './upsert.js';

/** What loads must do, as loops over records; a warehouse that took the same loads in the same order has the same. */
export class LoadModel {
  private readonly state: ModelState;

  constructor(dataset: Dataset) {
    this.state = { dataset, rows: [], rejects: new Map(), ledger: new Map() };
  }

  get rows(): readonly ModelRow[] {
    return this.state.rows;
  }

  /** By record id. */
  get rejects(): ReadonlyMap<string, ModelReject> {
    return this.state.rejects;
  }

  /** By source id, in the order of loading. */
  get ledger(): ReadonlyMap<string, ModelEntry> {
    return this.state.ledger;
  }

  /** One load that committed. A source that the ledger has changes nothing, wherever it stands. */
  load(sources: readonly TestSource[], loadId = 'load'): void {
    const { state } = this;
    const { load } = state.dataset;
    const fresh = sources.filter(
      ({ sourceId }, index) =>
        !state.ledger.has(sourceId) && sources.findIndex((other) => other.sourceId === sourceId) === index,
    );
    const entries = fresh.map((source): ModelEntry => ({
      source,
      loadId,
      ...judge(state, source, fresh),
      sums: { loaded: 0, deduplicated: 0, quarantined: 0 },
    }));
    const before = new Map(state.ledger);
    for (const entry of entries) {
      if (entry.state !== 'loaded') entry.sums.deduplicated = entry.source.recordsRead;
      state.ledger.set(entry.source.sourceId, entry);
    }
    const staged = entries.flatMap(stage);
    const applied = staged.filter(({ entry }) => entry.state === 'loaded');
    const rows = applied.filter(({ isBad }) => !isBad);
    if (load.mode === 'append') append(state, rows);
    else if (load.mode === 'upsert') upsert(state, load, rows, before);
    else replace(state, rows, entries);
    settleRejects(
      state,
      staged.filter(({ isBad }) => !isBad).map(({ recordId }) => recordId),
      loadId,
    );
    quarantine(
      state,
      applied.filter(({ isBad }) => isBad),
    );
  }

  /** All of it, as `loadedTables` gives it for a warehouse. */
  tables(): LoadedTables {
    const { dataset, rows, rejects, ledger } = this.state;
    return loadedTables(dataset, {
      target: rows.map(({ values, recordId, arrivedAt, loadId }) => ({
        ...Object.fromEntries(dataset.columns.map(({ name }, place) => [name, values[place] ?? null])),
        ...{ _record_id: recordId, _arrived_at: arrivedAt, _load_id: loadId },
      })),
      rejects: [...rejects].map(([recordId, { sourceId, state, arrivedAt, loadId, settledLoadId }]) => ({
        ...{ _record_id: recordId, _arrived_at: arrivedAt, _load_id: loadId },
        ...{ source_id: sourceId, state, settled_load_id: settledLoadId },
      })),
      ledger: [...ledger.values()].map(({ source, loadId, state, duplicateOf, sums }) => ({
        ...{
          source_id: source.sourceId,
          load_id: loadId,
          state,
          kind: source.kind,
          duplicate_of: duplicateOf,
        },
        ...{ contract_version: source.contractVersion, records_read: source.recordsRead, ...sums },
        ...{ reconciled: true, first_arrived_at: source.firstArrivedAt, arrived_at: source.arrivedAt },
      })),
    });
  }
}

const stage = (entry: ModelEntry): (StagedRow & { readonly isBad: boolean })[] =>
  entry.source.records.map(({ ordinal, recordId, arrivedAt, values }) => ({
    entry,
    loadId: entry.loadId,
    sourceId: entry.source.sourceId,
    recordId: recordId ?? fileRecordId(entry.source.sourceId, ordinal),
    arrivedAt: instant(arrivedAt ?? entry.source.arrivedAt),
    values: values ?? [],
    isBad: values === undefined,
  }));
