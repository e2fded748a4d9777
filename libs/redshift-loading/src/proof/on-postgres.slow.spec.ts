import { titleBasics, unrouted } from '@sluice/contracts';
import { testDatasets } from '@sluice/load-model';
import { afterAll, beforeAll, describe } from 'vitest';
import { runInterleavings } from './interleaving.testing.js';
import { runLoadCases } from './load-cases.testing.js';
import { runLoadLaws } from './load-laws.testing.js';
import { openPglite } from './pglite-engine.testing.js';
import { openPostgres } from './postgres-engine.testing.js';
import { hasPostgres } from './postgres-server.testing.js';
import { TestWarehouse } from './warehouse.testing.js';

const server = 'a PostgreSQL server';

describe(`on ${hasPostgres ? server : `PGlite, as ${server} is not installed here`}`, () => {
  let warehouse: TestWarehouse;
  beforeAll(async () => {
    const engine = await (hasPostgres ? openPostgres() : openPglite());
    warehouse = await TestWarehouse.create([...testDatasets, unrouted, titleBasics], engine);
  });
  afterAll(() => warehouse.close());

  runLoadLaws(() => warehouse);
  runLoadCases(() => warehouse);
  // The fastest of the engines; and a server's loaders truly run at once.
  runInterleavings(() => warehouse, 600);
});
