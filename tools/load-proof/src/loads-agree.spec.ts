import { testDatasets } from '@sluice/load-model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Agreement } from './agreement.testing.js';
import { createRandom } from './random.testing.js';
import { testSeed } from './seed.testing.js';
import { startWireWarehouse, type WireWarehouse } from './wire-warehouse.testing.js';

/** `loads-agree.slow.spec.ts` goes on for longer. */
const rounds = 1;

let wire: WireWarehouse;
beforeAll(async () => {
  wire = await startWireWarehouse(testDatasets);
});
afterAll(() => wire.close());

it.each(testDatasets)(
  `loads of $name, disturbed and side by side, agree with the model; seed ${testSeed}`,
  async (dataset) => {
    const agreement = new Agreement(wire, dataset, createRandom(testSeed));
    for (let round = 1; round <= rounds; round++) await agreement.round();
    expect(agreement.tally.loads).toBeGreaterThanOrEqual(2 * rounds);
  },
);
