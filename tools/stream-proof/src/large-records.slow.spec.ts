import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { setStage } from './beds.testing.js';
import { bomb } from './bad-records.js';
import { largeArray, largeReject } from './odd-records.js';
import { expectRaw } from './quarantine.testing.js';
import { testSeed } from './seed.testing.js';
import { itemOf } from './titles.js';

const mebibyte = 1024 * 1024;

it(`a record as large as an event allows is claimed or split, and a bomb is not let off; seed ${testSeed}`, async () => {
  const { bed, titles } = await setStage({ maxRecordBytes: 10 * mebibyte });
  const { clients, names } = bed.stack;
  // The largest that base64 leaves room for, beside what Lambda tells of a record.
  const largest = Math.floor((6 * mebibyte * 3) / 4) - 1_024;
  await bed.put([
    itemOf(titles.rating(), 'one', 'before'),
    largeReject(titles, largest, 'one'),
    itemOf(titles.rating(), 'one', 'after'),
    largeArray(titles, 8_000, 'one', 400),
    { ...bomb(), partitionKey: 'one' },
    itemOf(titles.rating(), 'one', 'after'),
  ]);
  await bed.settled();
  await bed.expectModel('once');
  await expectRaw(bed);
  const { Contents: claims = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: names.stagingBucket, Prefix: 'claims/' }),
  );
  expect(claims.map(({ Size = 0 }) => Size).some((size) => size > 2 * mebibyte)).toBe(true);
});

it(`every record of a full batch is bad, and the shard moves on; seed ${testSeed}`, async () => {
  const { bed, titles } = await setStage({ mapping: { batchSize: 10_000 } });
  await bed.put(Array.from({ length: 10_000 }, (_, index) => itemOf(titles.badRating(), `key-${index}`)));
  await bed.settled();
  await bed.expectModel('once');
});
