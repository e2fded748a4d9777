import type { LoadMode } from '@sluice/contracts';
import { LoadModel, loadCases } from '@sluice/load-model';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { target } from '../target.js';
import { readTables } from './read-tables.js';
import { sharedWarehouse } from './shared-warehouse.js';

/** `npm test` has them in DuckDB and PostgreSQL already, without the wire: there one in so many, elsewhere all. */
const oneIn = target.name === 'local-aws' || target.name === 'moto' ? 4 : 1;

/** The scenarios of the model for datasets of this mode, loaded for real; both have to leave the same. */
export function defineLoadCases(mode: LoadMode['mode']): void {
  const cases = loadCases
    .filter(({ dataset }) => dataset.load.mode === mode)
    .filter((_, index) => index % oneIn === 0);
  const warehouse = sharedWarehouse([...new Set(cases.map(({ dataset }) => dataset))]);
  conformance('loads', mode, (conforms) => {
    for (const { name, dataset, loads } of cases) {
      conforms(name, { waitSeconds: 1800 }, async () => {
        const opened = await warehouse();
        await opened.empty(dataset);
        const model = new LoadModel(dataset);
        for (const [index, sources] of loads.entries()) {
          const loadId = `load-${index + 1}`;
          await opened.load(dataset, loadId, sources);
          model.load(sources, loadId);
        }
        expect(await readTables(opened.placed(dataset))).toEqual(model.tables());
      });
    }
  });
}
