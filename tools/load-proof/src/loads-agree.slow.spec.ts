import { testDatasets } from '@sluice/load-model';
import { expect, it } from 'vitest';
import { Agreement } from './agreement.testing.js';
import { createRandom } from './random.testing.js';
import { testSeed } from './seed.testing.js';
import { startWireWarehouse } from './wire-warehouse.testing.js';

/** Tables grow with them, and what a round costs with the tables. */
const rounds = 20;

it(
  `loads of every dataset, disturbed and side by side, agree with the model; seed ${testSeed}`,
  { timeout: 1_200_000 },
  async () => {
    const wire = await startWireWarehouse(testDatasets);
    try {
      const agreements = testDatasets.map((dataset) => new Agreement(wire, dataset, createRandom(testSeed)));
      for (let round = 1; round <= rounds; round++)
        for (const agreement of agreements) await agreement.round();
      for (const { tally } of agreements) {
        expect(tally.loads).toBeGreaterThanOrEqual(2 * rounds);
        expect(tally.failed).toBeGreaterThan(0);
        expect(tally.reruns).toBeGreaterThan(0);
      }
    } finally {
      await wire.close();
    }
  },
);
