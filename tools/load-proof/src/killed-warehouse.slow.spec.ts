import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadableDatasets } from '@sluice/contracts';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { bundleEmbeddedAws, startAwsProcess, type AwsProcess } from './aws-process.testing.js';
import { createTables } from './create-tables.testing.js';
import { Explained } from './explained.testing.js';
import { filesLane, rowsLane } from './lanes.testing.js';
import { settled } from './processor-bed.testing.js';
import { openSite, type ProcessorSite } from './processor-site.testing.js';
import { readTables } from './table-contents.testing.js';
import { startWorker, type Worker } from './worker.testing.js';

let dataDirectory: string;
let aws: AwsProcess;
let site: ProcessorSite;
let worker: Worker;

beforeAll(bundleEmbeddedAws);
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-load-proof-'));
  aws = await startAwsProcess(dataDirectory);
  site = await openSite(aws.endpoint);
  await createTables(site.warehouse, loadableDatasets);
  worker = startWorker(site.environment);
});
afterEach(async () => {
  await worker.kill();
  site.close();
  await aws.kill();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** Its queues were in memory: they are made again. */
async function restart(): Promise<void> {
  aws = await startAwsProcess(dataDirectory, aws.port);
  (await openSite(aws.endpoint)).close();
}

it.each([filesLane, rowsLane])(
  'the warehouse dies in the middle of a load of the $name lane: nothing of it stays, and it is loaded once',
  { timeout: 300_000 },
  async ({ dataset, prepare }) => {
    const explained = new Explained(dataset);
    const contents = () => readTables(site.warehouse, dataset);
    const first = await prepare(site, 0);
    await first.send();
    await settled(site);
    explained.expect(await contents(), first.sources, 'undisturbed');
    const statements = (await site.loads())[0]?.statements ?? 0;

    for (let statement = 3, round = 1; statement <= statements + 1; statement += 4, round++) {
      const before = await contents();
      const { sources, send } = await prepare(site, round);
      const kind = 'hold-statement';
      await aws.addFault({ service: 'redshift-data', resource: 'sluice load', kind, statement, times: 1 });
      await send();
      await aws.faultsHaveStruck();
      // Every other time the worker goes down with it, and cannot ask again by itself.
      if (round % 2 === 0) await worker.kill();
      await aws.kill();
      await restart();
      if (round % 2 === 0) {
        expect(await contents(), `before statement ${statement}`).toEqual(before);
        worker = startWorker(site.environment);
      }
      // So was the message.
      await send();
      await settled(site);
      explained.expect(await contents(), sources, `killed before statement ${statement}`);
    }
  },
);
