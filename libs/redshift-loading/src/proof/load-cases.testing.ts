import { LoadModel, loadCases } from '@sluice/load-model';
import { expect, it } from 'vitest';
import type { TestWarehouse } from './warehouse.testing.js';

/** Every scenario of `load-model` leaves the tables, and gives the answers, that the model says. */
export function runLoadCases(warehouse: () => TestWarehouse): void {
  it.each(loadCases)('$name', async ({ dataset, loads }) => {
    await warehouse().empty(dataset);
    const model = new LoadModel(dataset);
    for (const [index, sources] of loads.entries()) {
      const loadId = `load-${index + 1}`;
      const answer = await warehouse().load(dataset, loadId, sources);
      model.load(sources, loadId);
      expect(answer.map(({ sourceNo, sourceId }) => [sourceNo, sourceId])).toEqual(
        sources.map(({ sourceId }, number) => [number, sourceId]),
      );
    }
    expect(await warehouse().tables(dataset)).toEqual(model.tables());
  });
}
