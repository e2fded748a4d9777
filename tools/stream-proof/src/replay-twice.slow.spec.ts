import { join } from 'node:path';
import { expect, it } from 'vitest';
import { setStage } from './beds.testing.js';
import { oddRecords } from './odd-records.js';
import { testSeed } from './seed.testing.js';
import { sluice } from './sluice.testing.js';
import { allTables } from './tables.testing.js';
import { Traffic } from './traffic.js';

it(`everything replayed twice changes nothing; seed ${testSeed}`, async () => {
  const startedAt = new Date().toISOString();
  const { bed, titles, random, directory } = await setStage();
  const traffic = new Traffic(titles, random);
  for (let round = 0; round < 4; round++) {
    await bed.put(await traffic.next(400));
    await bed.put(await oddRecords(titles, random));
    // In loads of their own, so that a version of a title comes after another stands.
    await bed.settled();
  }
  await bed.expectModel('once');
  const before = await allTables(bed);
  for (const time of ['first', 'second']) {
    const checkpoint = join(directory, `${time}.json`);
    const { stdout } = await sluice(
      bed,
      ...['replay', 'stream', '--from', startedAt, '--checkpoint', checkpoint, '--json'],
    );
    expect(JSON.parse(stdout), time).toMatchObject({ finished: true });
    await bed.drained();
    const { tables, ledger } = await allTables(bed);
    expect(tables, `the ${time} time`).toEqual(before.tables);
    for (const [source, row] of before.ledger) expect(ledger.get(source), source).toEqual(row);
    const added = [...ledger].filter(([source]) => !before.ledger.has(source));
    for (const [source, row] of added)
      expect(row, source).toMatchObject({ loaded: 0, quarantined: 0, deduplicated: row['records_read'] });
  }
  await bed.expectModel('often');
});
