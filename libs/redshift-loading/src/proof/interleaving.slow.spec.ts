import { testDatasets } from '@sluice/load-model';
import { afterAll, beforeAll, describe } from 'vitest';
import { runInterleavings } from './interleaving.testing.js';
import { openPglite } from './pglite-engine.testing.js';
import { openPostgres } from './postgres-engine.testing.js';
import { hasPostgres } from './postgres-server.testing.js';
import { TestWarehouse } from './warehouse.testing.js';

/** `SLUICE_TEST_STEPS` says how many steps, `SLUICE_TEST_SEED` which. */
const steps = Number(process.env['SLUICE_TEST_STEPS'] ?? 6_000);

describe(`interleavings on ${hasPostgres ? 'a PostgreSQL server' : 'PGlite, as no PostgreSQL server is installed here'}`, () => {
  let warehouse: TestWarehouse;
  beforeAll(async () => {
    warehouse = await TestWarehouse.create(testDatasets, await (hasPostgres ? openPostgres() : openPglite()));
  });
  afterAll(() => warehouse.close());

  runInterleavings(() => warehouse, steps, 3_600_000);
});
