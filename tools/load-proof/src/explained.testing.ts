import type { Dataset } from '@sluice/contracts';
import { LoadModel, type TestSource } from '@sluice/load-model';
import { expect } from 'vitest';
import { comparable, type TableContents } from './table-contents.testing.js';

interface Load {
  readonly loadId: string;
  readonly sources: readonly TestSource[];
}

/**
 * Holds tables against the model where only the ledger knows which sources were loaded together: the queue decides that,
 * and in which order they came.
 */
export class Explained {
  private history: readonly Load[] = [];

  constructor(private readonly dataset: Dataset) {}

  /** Expects that one order of these sources, after all before them, gives exactly these tables. */
  expect(contents: TableContents, sources: readonly TestSource[], message: string): void {
    const loadOf = new Map(contents.ledger.map((row) => [String(row['source_id']), String(row['load_id'])]));
    const tables = comparable(this.dataset, contents);
    const candidates = permutations(sources).flatMap((order) => together(order, loadOf) ?? []);
    const results = candidates.map((loads) => {
      const history = [...this.history, ...loads];
      const model = new LoadModel(this.dataset);
      for (const load of history) model.load(load.sources, load.loadId);
      return { history, tables: model.tables() };
    });
    const found = results.find((result) => JSON.stringify(result.tables) === JSON.stringify(tables));
    // The first stands for all: what is missing or too much is so in every order.
    expect(tables, message).toEqual((found ?? results[0])?.tables);
    this.history = found?.history ?? [];
  }
}

/** As loads; undefined when the order parts what was loaded together. */
function together(
  order: readonly TestSource[],
  loadOf: ReadonlyMap<string, string>,
): readonly (readonly Load[])[] | undefined {
  const loads = new Map<string, TestSource[]>();
  let last: string | undefined;
  for (const source of order) {
    const loadId = loadOf.get(source.sourceId) ?? 'none';
    if (loadId !== last && loads.has(loadId)) return undefined;
    loads.set(loadId, [...(loads.get(loadId) ?? []), source]);
    last = loadId;
  }
  return [[...loads].map(([loadId, sources]) => ({ loadId, sources }))];
}

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) =>
        permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
      );
