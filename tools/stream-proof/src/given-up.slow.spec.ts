import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { setStage } from './beds.testing.js';
import { largeArray, largeReject } from './odd-records.js';
import { expectRaw } from './quarantine.testing.js';
import { testSeed } from './seed.testing.js';
import { sluice } from './sluice.testing.js';
import type { StreamBed } from './stream-bed.testing.js';
import { allTables } from './tables.testing.js';
import { itemOf } from './titles.js';

const mebibyte = 1024 * 1024;

/** Keys of what the mapping gave up. */
async function givenUp({ stack: { clients, names } }: StreamBed): Promise<readonly string[]> {
  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: names.quarantineBucket, Prefix: 'aws/lambda/' }),
  );
  return Contents.map(({ Key = '' }) => Key);
}

it(`a record that no event has room for is given up, and comes in by replay failures; seed ${testSeed}`, async () => {
  const { bed, titles } = await setStage({ maxRecordBytes: 10 * mebibyte });
  const { s3 } = bed.stack.clients;
  await bed.put([itemOf(titles.rating(), 'one', 'before')]);
  const large = await bed.putUntold([largeReject(titles, 5 * mebibyte, 'one')]);
  const many = await bed.putUntold([largeArray(titles, 1_000, 'two', 5_000)]);
  expect(many[0]?.item.data.length).toBeGreaterThan(4.75 * mebibyte);
  await bed.put([itemOf(titles.rating(), 'one', 'after'), itemOf(titles.rating(), 'two', 'after')]);

  // The shards have moved on, and nothing of it is in the warehouse.
  await bed.settled();
  await bed.expectModel('once');
  const keys = await givenUp(bed);
  expect(keys).toHaveLength(2);
  for (const Key of keys) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bed.stack.names.quarantineBucket, Key }));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
      payload: expect.stringMatching(/^\{"Records":\[/) as string,
      KinesisBatchInfo: { batchSize: 1 },
    });
  }

  const { stdout } = await sluice(bed, 'replay', 'failures', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ sent: 2, lost: 0, left: 0, records: 2 });
  bed.model.add([...large, ...many]);
  await bed.drained();
  await bed.expectModel('once');
  await expectRaw(bed);

  const before = await allTables(bed);
  await sluice(bed, 'replay', 'failures', '--remove');
  await bed.drained();
  expect((await allTables(bed)).tables).toEqual(before.tables);
  expect(await givenUp(bed)).toEqual([]);
});
