import type { Dataset } from '@sluice/contracts';
import type { LoadModel, TestSource } from '@sluice/load-model';
import type fc from 'fast-check';
import { expect } from 'vitest';
import type { TestWarehouse } from './warehouse.testing.js';

export interface Expected {
  readonly model: LoadModel;
}

/** A warehouse under test, and what was done to it so far. */
export interface Interleaving {
  readonly warehouse: TestWarehouse;
  readonly dataset: Dataset;
  /** Everything that ever arrives; commands name some of it. */
  readonly arrived: readonly TestSource[];
  /** The load before, to be run again when its answer is lost. */
  last: { readonly loadId: string; readonly sources: readonly TestSource[] } | undefined;
  loads: number;
  steps: number;
}

export type LoadStep = fc.AsyncCommand<Expected, Interleaving>;

export const pick = (arrived: readonly TestSource[], picks: readonly number[]): TestSource[] =>
  [...new Set(picks.map((number) => number % arrived.length))].map((number) => arrived[number] as TestSource);

/** Loads and commits; the model follows. */
export async function loadBoth(run: Interleaving, { model }: Expected, sources: readonly TestSource[]) {
  run.loads += 1;
  const loadId = `load-${run.loads}`;
  await run.warehouse.load(run.dataset, loadId, sources);
  model.load(sources, loadId);
  run.last = { loadId, sources };
}

/** After every command: target, rejects and ledger are the model's, to the row. */
export async function compareBoth(run: Interleaving, { model }: Expected): Promise<void> {
  run.steps += 1;
  expect(await run.warehouse.tables(run.dataset)).toEqual(model.tables());
}
