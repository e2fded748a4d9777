import { titleBasics, unrouted } from '@sluice/contracts';
import { testDatasets } from '@sluice/load-model';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPglite } from './pglite-engine.testing.js';
import { runInterleavings } from './interleaving.testing.js';
import { runLoadCases } from './load-cases.testing.js';
import { runLoadLaws } from './load-laws.testing.js';
import { TestWarehouse } from './warehouse.testing.js';

describe('on PGlite', () => {
  let warehouse: TestWarehouse;
  beforeAll(async () => {
    warehouse = await TestWarehouse.create([...testDatasets, unrouted, titleBasics], await openPglite());
  });
  afterAll(() => warehouse.close());

  runLoadLaws(() => warehouse);
  runLoadCases(() => warehouse);
  runInterleavings(() => warehouse, 120);
});
