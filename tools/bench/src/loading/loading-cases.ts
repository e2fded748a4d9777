import type { Dataset } from '@sluice/contracts';
import { orders } from './bench-datasets.js';

/** What one load brings. */
export interface Delivery {
  readonly rows: number;
  /** One file, or micro-batches of equal size, whose records have identities of their own. */
  readonly sources: number;
  readonly kind: 'file' | 'stream';
  /** In the identities of its sources and records: another name is another delivery. */
  readonly name: string;
  /** Number of its first key; keys follow each other. */
  readonly firstKey: number;
  /** Arrival, minutes after a fixed instant. */
  readonly atMinute: number;
}

export interface LoadingCase {
  readonly name: string;
  readonly dataset: Dataset;
  /** Loaded before, and not measured. */
  readonly standing?: Delivery;
  /** What is measured. */
  readonly delivery: Delivery;
  /** Rows that it must add up to, of those delivered; all others are deduplicated. */
  readonly loaded: number;
}

/** The cases of one size of load. */
export function loadingCases(rows: number, sources: number): readonly LoadingCase[] {
  const kind = sources === 1 ? 'file' : 'stream';
  const one: Delivery = { rows, sources, kind, name: 'one', firstKey: 0, atMinute: 10 };
  const two: Delivery = { ...one, name: 'two', atMinute: 20 };
  const old: Delivery = { ...one, name: 'old', atMinute: 5 };
  const { append, events, upsert, replace } = orders;
  const replaced = Math.floor(rows / 10);
  return [
    { name: 'append, first load', dataset: append, delivery: one, loaded: rows },
    { name: 'append, beside as many', dataset: append, standing: one, delivery: two, loaded: rows },
    { name: 'append, delivered again', dataset: append, standing: one, delivery: one, loaded: 0 },
    { name: 'events, first load', dataset: events, delivery: one, loaded: rows },
    { name: 'events, all sent again', dataset: events, standing: one, delivery: two, loaded: 0 },
    { name: 'upsert, empty target', dataset: upsert, delivery: one, loaded: rows },
    {
      name: 'upsert, 10 % of keys replaced',
      dataset: upsert,
      standing: one,
      delivery: { ...two, firstKey: rows - replaced },
      loaded: rows,
    },
    { name: 'upsert, all superseded', dataset: upsert, standing: one, delivery: old, loaded: 0 },
    // A stream cannot say what a whole table is.
    ...(kind === 'file'
      ? [{ name: 'replace', dataset: replace, standing: one, delivery: two, loaded: rows }]
      : []),
  ];
}
