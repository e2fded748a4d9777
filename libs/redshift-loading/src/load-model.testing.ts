import type { Dataset } from '@sluice/contracts';
import type { Cell } from './ledger.js';
import type { TestSource } from './staged-load.testing.js';

/** What a load must do, written as loops over records instead of SQL; the property test holds the two together. */
export interface ModelRow {
  readonly values: readonly Cell[];
  readonly recordId: string;
  readonly arrivedAt: number;
  readonly sourceId: string;
}

export interface ModelEntry {
  readonly source: TestSource;
  readonly state: 'loaded' | 'duplicate';
  readonly duplicateOf: string | null;
  readonly sums: { loaded: number; deduplicated: number; quarantined: number };
}

interface StagedRow extends ModelRow {
  readonly entry: ModelEntry;
}

const compare = (a: readonly (number | string)[], b: readonly (number | string)[]): number => {
  for (const [index, left] of a.entries()) {
    const right = b[index] as number | string;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
};

export class LoadModel {
  rows: ModelRow[] = [];
  readonly rejects = new Map<string, string>();
  readonly ledger = new Map<string, ModelEntry>();

  constructor(private readonly dataset: Dataset) {}

  load(sources: readonly TestSource[]): void {
    const fresh = new Map<string, ModelEntry>();
    for (const source of sources)
      if (!this.ledger.has(source.sourceId) && !fresh.has(source.sourceId))
        fresh.set(source.sourceId, this.judge(source));
    const entries = [...fresh.values()];
    const staged = entries
      .filter(({ state }) => state === 'loaded')
      .flatMap((entry) => this.identified(entry));
    for (const { source, state, sums } of entries)
      if (state === 'duplicate') sums.deduplicated = source.recordsRead;
    const before = new Map(this.ledger);
    for (const [sourceId, entry] of fresh) this.ledger.set(sourceId, entry);
    for (const reject of staged.filter(({ values }) => values.length === 0)) {
      const known = this.rejects.has(reject.recordId);
      reject.entry.sums[known ? 'deduplicated' : 'quarantined'] += 1;
      if (!known) this.rejects.set(reject.recordId, reject.entry.source.sourceId);
    }
    const rows = staged.filter(({ values }) => values.length > 0);
    if (this.dataset.load.mode === 'append') this.append(rows);
    else this.upsert(rows, before);
  }

  private judge(source: TestSource): ModelEntry {
    const last = [...this.ledger.values()]
      .filter(
        ({ state, source: { kind, bucket, key } }) =>
          state === 'loaded' && kind === 'file' && bucket === source.bucket && key === source.key,
      )
      .sort((a, b) =>
        compare([b.source.arrivedAt, b.source.sourceId], [a.source.arrivedAt, a.source.sourceId]),
      )[0];
    const duplicate =
      source.kind === 'file' && last !== undefined && last.source.checksum === source.checksum;
    return {
      source,
      state: duplicate ? 'duplicate' : 'loaded',
      duplicateOf: duplicate ? last.source.sourceId : null,
      sums: { loaded: 0, deduplicated: 0, quarantined: 0 },
    };
  }

  private identified(entry: ModelEntry): StagedRow[] {
    const { source } = entry;
    return source.records.map(({ ordinal, recordId, arrivedAt, values }) => ({
      entry,
      sourceId: source.sourceId,
      recordId: recordId ?? `${source.sourceId}:${String(ordinal).padStart(12, '0')}`,
      arrivedAt: Date.parse(arrivedAt ?? source.arrivedAt),
      values: values ?? [],
    }));
  }

  private append(rows: readonly StagedRow[]): void {
    const { identity } = this.dataset;
    const seen = new Set(this.rows.map(({ recordId }) => recordId));
    let left = rows.filter((row) => {
      const known = seen.has(row.recordId);
      seen.add(row.recordId);
      if (known) row.entry.sums.deduplicated += 1;
      return !known;
    });
    if (identity.kind === 'event') {
      const places = identity.columns.map((name) =>
        this.dataset.columns.findIndex((column) => column.name === name),
      );
      const event = ({ values }: ModelRow): string => JSON.stringify(places.map((place) => values[place]));
      const near = (a: ModelRow, b: ModelRow): boolean =>
        event(a) === event(b) && Math.abs(a.arrivedAt - b.arrivedAt) <= identity.windowSeconds * 1000;
      left = left.filter((row) => {
        const known = this.rows.some((standing) => near(standing, row));
        if (known) row.entry.sums.deduplicated += 1;
        return !known;
      });
      const ordered = left.toSorted((a, b) => compare([a.arrivedAt, a.recordId], [b.arrivedAt, b.recordId]));
      left = ordered.filter((row, index) => {
        const known = ordered.slice(0, index).some((earlier) => near(earlier, row));
        if (known) row.entry.sums.deduplicated += 1;
        return !known;
      });
    }
    for (const row of left) this.write(row);
  }

  private upsert(rows: readonly StagedRow[], before: ReadonlyMap<string, ModelEntry>): void {
    const { load } = this.dataset;
    if (load.mode !== 'upsert') return;
    const place = (name: string): number => this.dataset.columns.findIndex((column) => column.name === name);
    const keyOf = ({ values }: ModelRow): string =>
      JSON.stringify(load.key.map((name) => values[place(name)]));
    const version = (row: ModelRow): (number | string)[] => [
      ...(load.versionColumn === undefined ? [] : [Number(row.values[place(load.versionColumn)])]),
      row.arrivedAt,
      row.recordId,
    ];
    // One record at a time, oldest first: whatever newer one comes replaces it.
    const newest = new Map<string, StagedRow>();
    for (const row of rows) {
      const other = newest.get(keyOf(row));
      const replaces = other === undefined || compare(version(row), version(other)) > 0;
      if (other !== undefined) (replaces ? other : row).entry.sums.deduplicated += 1;
      if (replaces) newest.set(keyOf(row), row);
    }
    for (const [key, row] of newest) {
      const standing = this.rows.find((candidate) => keyOf(candidate) === key);
      if (standing && compare(version(this.renewed(standing, row, before)), version(row)) >= 0)
        row.entry.sums.deduplicated += 1;
      else {
        this.rows = this.rows.filter((candidate) => candidate !== standing);
        this.write(row);
      }
    }
  }

  /** A standing row is as new as the last copy of its file, towards other versions of the same object. */
  private renewed(standing: ModelRow, row: StagedRow, before: ReadonlyMap<string, ModelEntry>): ModelRow {
    const original = before.get(standing.sourceId)?.source;
    const { bucket, key } = row.entry.source;
    if (
      original === undefined ||
      original.kind !== 'file' ||
      original.bucket !== bucket ||
      original.key !== key
    )
      return standing;
    return [...this.ledger.values()]
      .filter(({ duplicateOf }) => duplicateOf === standing.sourceId)
      .map(({ source }) => ({
        ...standing,
        arrivedAt: Date.parse(source.arrivedAt),
        recordId: `${source.sourceId}${standing.recordId.slice(-13)}`,
      }))
      .reduce<ModelRow>(
        (newest, copy) =>
          compare([copy.arrivedAt, copy.recordId], [newest.arrivedAt, newest.recordId]) > 0 ? copy : newest,
        standing,
      );
  }

  private write(row: StagedRow): void {
    row.entry.sums.loaded += 1;
    const { entry: _, ...written } = row;
    this.rows.push(written);
  }
}
