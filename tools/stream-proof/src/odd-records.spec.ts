import { expect, it } from 'vitest';
import { setStage } from './beds.testing.js';
import { largeArray, largeReject, oddRecords } from './odd-records.js';
import { expectRaw } from './quarantine.testing.js';
import { testSeed } from './seed.testing.js';

it(`every odd record ends where it must, and its shard moves on; seed ${testSeed}`, async () => {
  const { bed, titles, random } = await setStage();
  const items = [
    ...(await oddRecords(titles, random)),
    largeReject(titles, 900_000, 'large'),
    largeArray(titles, 2_000, 'many'),
  ];
  await bed.put(items);
  await bed.settled();
  await bed.expectModel('once');
  await expectRaw(bed);
  expect(items.length).toBeGreaterThan(70);
});
