import type { Dataset } from '@sluice/contracts';
import { LoadModel, testDatasets } from '@sluice/load-model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arrivals } from './load-arbitraries.testing.js';
import type { Interleaving } from './interleaving-run.testing.js';
import { loadSteps } from './load-steps.testing.js';
import type { TestWarehouse } from './warehouse.testing.js';

const stepsOfRun = 40;

/**
 * Runs at least so many steps on a dataset of the warehouse, whose tables are emptied between runs.
 * @returns how many were run
 * @throws with the seed, what arrived and the shortest list of steps that fails
 */
export async function interleave(
  warehouse: TestWarehouse,
  dataset: Dataset,
  steps: number,
  seed: number,
): Promise<number> {
  let done = 0;
  const property = (maxCommands: number) =>
    fc.asyncProperty(
      arrivals(dataset),
      fc.commands([...loadSteps], { maxCommands, size: 'max' }),
      async (arrived, list) => {
        await warehouse.empty(dataset);
        const real: Interleaving = { warehouse, dataset, arrived, last: undefined, loads: 0, steps: 0 };
        await fc.asyncModelRun(() => ({ model: { model: new LoadModel(dataset) }, real }), list);
        done += real.steps;
      },
    );
  for (let run = 0; done < steps; run += 1)
    await fc.assert(property(Math.min(stepsOfRun, steps - done)), { seed: seed + run, numRuns: 1 });
  return done;
}

const seed = Number(process.env['SLUICE_TEST_SEED'] ?? 20260301);

/** One test for each dataset, all together of at least so many steps. `SLUICE_TEST_SEED` gives other ones. */
export function runInterleavings(warehouse: () => TestWarehouse, steps: number, timeout = 120_000): void {
  const each = Math.ceil(steps / testDatasets.length);
  it.each(testDatasets.map((dataset) => [dataset.name, dataset] as const))(
    `%s is as the model after every one of ${each} steps`,
    { timeout },
    async (_, dataset) => {
      expect(await interleave(warehouse(), dataset, each, seed)).toBeGreaterThanOrEqual(each);
    },
  );
}
