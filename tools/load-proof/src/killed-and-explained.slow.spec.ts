import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Explained } from './explained.testing.js';
import { expectRawRecords, stagedKeys } from './kept-objects.testing.js';
import { killAt } from './killing.testing.js';
import { requestPoints, statementPoints, type KillPoint } from './kill-points.testing.js';
import { filesLane, rowsLane, type Lane } from './lanes.testing.js';
import { settled, startProcessorBed, type ProcessorBed } from './processor-bed.testing.js';
import { readTables } from './table-contents.testing.js';
import type { Worker } from './worker.testing.js';

/** Where most goes on at once; `killed-loads.slow.spec.ts` kills everywhere, and compares with runs that are not killed. */
const chosen: Readonly<Record<Lane['name'], readonly string[]>> = {
  files: [
    'after: rows.manifest staged',
    'before statement 19 of a transaction that is waited for',
    'before the commit of a transaction that goes on',
    'after: transaction sent',
    'before: acknowledged',
  ],
  rows: [
    'before: rejects/ staged',
    'before statement 24 of a transaction that is lost',
    'before the commit of a transaction that is waited for',
    'before: ledger read',
    'after: acknowledged',
  ],
};

let bed: ProcessorBed;
let worker: Worker;
let staged: ReturnType<typeof stagedKeys>;
beforeAll(async () => {
  bed = await startProcessorBed();
  staged = stagedKeys(bed);
  worker = bed.start();
});
afterAll(() => bed.close());

describe.each([filesLane, rowsLane])('on the $name lane', (lane) => {
  const { name, dataset, prepare } = lane;
  const explained = new Explained(dataset);
  let round = 0;
  let points: readonly KillPoint[] = [];

  const expectExplained = async (sources: Parameters<Explained['expect']>[1], why: string): Promise<void> => {
    const tables = await readTables(bed.warehouse, dataset);
    explained.expect(tables, sources, why);
    await expectRawRecords(bed, tables);
    staged.expectDistinct();
  };

  it('a load that nobody kills has the effect of the model', async () => {
    const { send, sources } = await prepare(bed, round++);
    await send();
    await settled(bed);
    await expectExplained(sources, 'not killed');
    const statements = (await bed.loads())[0]?.statements ?? 0;
    points = [
      ...requestPoints(dataset.name, name),
      ...[0, 1, 2].flatMap((first) => statementPoints(dataset.name, statements, first)),
    ];
  });

  it.each(chosen[name])('killed %s, it has it too', async (place) => {
    const point = points.find((each) => each.name === place);
    expect(point).toBeDefined();
    const delivery = await prepare(bed, round++);
    worker = await killAt(bed, worker, point as KillPoint, delivery);
    await expectExplained(delivery.sources, place);
  });
});
