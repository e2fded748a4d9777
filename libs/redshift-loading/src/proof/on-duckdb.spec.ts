import { titleBasics, unrouted } from '@sluice/contracts';
import { testDatasets } from '@sluice/load-model';
import { afterAll, beforeAll, describe } from 'vitest';
import { openDuckdb } from './duckdb-engine.testing.js';
import { runInterleavings } from './interleaving.testing.js';
import { runLoadCases } from './load-cases.testing.js';
import { runLoadLaws } from './load-laws.testing.js';
import { TestWarehouse } from './warehouse.testing.js';

describe('on DuckDB', () => {
  let warehouse: TestWarehouse;
  beforeAll(async () => {
    warehouse = await TestWarehouse.create([...testDatasets, unrouted, titleBasics], await openDuckdb());
  });
  afterAll(() => warehouse.close());

  runLoadLaws(() => warehouse);
  runLoadCases(() => warehouse);
  runInterleavings(() => warehouse, 42);
});
