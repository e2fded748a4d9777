import { seededRandom } from '@sluice/contracts';
import { afterEach, expect, it } from 'vitest';
import { killAfter, killAt } from './killing.testing.js';
import { requestPoints, statementPoints } from './kill-points.testing.js';
import { expectRawRecords, stagedKeys } from './kept-objects.testing.js';
import { filesLane, rowsLane } from './lanes.testing.js';
import { settled, startProcessorBed, type ProcessorBed } from './processor-bed.testing.js';
import { testSeed } from './seed.testing.js';
import { readTables, withoutTheRun } from './table-contents.testing.js';

const randomKills = 15;

const beds: ProcessorBed[] = [];
const openBed = async (): Promise<ProcessorBed> => {
  const bed = await startProcessorBed();
  beds.push(bed);
  return bed;
};
afterEach(async () => {
  await Promise.all(beds.splice(0).map((bed) => bed.close()));
});

it.each([filesLane, rowsLane])(
  `killed anywhere on the $name lane, a load has the effect of one that was not; seed ${testSeed}`,
  { timeout: 1_200_000 },
  async ({ name, dataset, prepare }) => {
    const random = seededRandom(testSeed);
    const contents = async (bed: ProcessorBed) => {
      const tables = await readTables(bed.warehouse, dataset);
      await expectRawRecords(bed, { ...tables, rejects: tables.rejects.slice(-5) });
      return withoutTheRun(dataset, tables);
    };

    const clean = await openBed();
    clean.start();
    const expected: Awaited<ReturnType<typeof contents>>[] = [];
    const cleanRound = async (): Promise<number> => {
      const started = performance.now();
      await (await prepare(clean, expected.length)).send();
      await settled(clean);
      const milliseconds = performance.now() - started;
      expected.push(await contents(clean));
      return milliseconds;
    };
    await cleanRound();
    const usualMilliseconds = await cleanRound();
    const statements = (await clean.loads())[0]?.statements ?? 0;
    const points = [
      ...requestPoints(dataset.name, name),
      ...statementPoints(dataset.name, statements, name === 'files' ? 0 : 1),
    ];
    while (expected.length < points.length + randomKills) await cleanRound();

    const bed = await openBed();
    let worker = bed.start();
    const staged = stagedKeys(bed);
    await worker.polling;
    for (const [round, point] of points.entries()) {
      worker = await killAt(bed, worker, point, await prepare(bed, round));
      expect(await contents(bed), `killed ${point.name}`).toEqual(expected[round]);
      staged.expectDistinct();
    }
    for (let round = points.length; round < expected.length; round++) {
      const milliseconds = Math.round(random.next() * 1.2 * usualMilliseconds);
      await worker.polling;
      worker = await killAfter(bed, worker, milliseconds, await prepare(bed, round));
      expect(await contents(bed), `killed after ${milliseconds} ms`).toEqual(expected[round]);
      staged.expectDistinct();
    }
  },
);
