import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadableDatasets } from '@sluice/contracts';
import { startLocalAws, type LocalAws } from '@sluice/local-aws';
import { expect, vi } from 'vitest';
import { createTables } from './create-tables.testing.js';
import { accountId, region, visibilitySeconds } from './places.testing.js';
import { openSite, type ProcessorSite } from './processor-site.testing.js';
import { startWorker, type Worker } from './worker.testing.js';

/** The embedded AWS with what a processor needs, and processors that come and go. */
export interface ProcessorBed extends ProcessorSite {
  readonly aws: LocalAws;
  /** Moves the clock of the embedded AWS on: what is in flight comes again. */
  skipVisibility(): void;
  start(): Worker;
  close(): Promise<void>;
}

const settleMs = 45_000;

export async function startProcessorBed(): Promise<ProcessorBed> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-load-proof-'));
  let aheadMs = 0;
  const aws = await startLocalAws({
    dataDirectory,
    region,
    accountId,
    clock: { now: () => Date.now() + aheadMs },
    runtimeDirectory: join(import.meta.dirname, '..', '..', 'local-aws', 'runtime'),
  });
  const site = await openSite(aws.endpoint);
  await createTables(site.warehouse, loadableDatasets);
  const workers: Worker[] = [];
  return {
    ...site,
    aws,
    // Of two files the one that lands later is newer, by a clock that tells seconds.
    land: (...file) => {
      aheadMs += 1000;
      return site.land(...file);
    },
    skipVisibility: () => {
      aheadMs += (visibilitySeconds + 1) * 1000;
    },
    start: () => {
      const worker = startWorker(site.environment);
      workers.push(worker);
      return worker;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
      site.close();
      await aws.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Resolves when all that was sent is acknowledged and no load runs any more. Throws when something was parked. */
export async function settled(site: ProcessorSite): Promise<void> {
  const waiting = async (...queues: Parameters<ProcessorSite['waiting']>[0][]): Promise<number> => {
    const counts = await Promise.all(queues.map((queue) => site.waiting(queue)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  await vi.waitFor(
    async () => {
      expect(await waiting('files', 'rows'), 'not all is acknowledged').toBe(0);
      expect(
        (await site.loads()).filter(({ runs }) => runs),
        'a load runs',
      ).toEqual([]);
    },
    { timeout: settleMs, interval: 10 },
  );
  expect(await waiting('files-dlq', 'rows-dlq', 'parked'), 'something was parked or given up').toBe(0);
}
