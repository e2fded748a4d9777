import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureObject, type FailedRecord, type FailureChange } from './failure-object.testing.js';
import { listening } from '../listening.testing.js';
import { interruptible, startReplayBed, type ReplayBed } from './replay-bed.testing.js';
import { replayFailures, type ReplayFailuresOptions } from './replay-failures.js';

const mapping = 'aws/lambda/0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d';
const rating = (number: number) =>
  Buffer.from(
    JSON.stringify({
      dataset: 'title-ratings',
      data: {
        tconst: `tt${1_000_000 + number}`,
        averageRating: 7.5,
        numVotes: 1,
        ratedAt: '2026-03-01T00:00:00Z',
      },
    }),
  );
const kept = [rating(1), Buffer.from('{'), rating(2)];

let bed: ReplayBed;
let bucket: string;
/** As they stand on the stream. */
let onStream: FailedRecord[];
let shardId: string;
let arrivedAt: string;
beforeAll(async () => {
  bed = await startReplayBed(1);
  bucket = bed.target.names.quarantineBucket;
  arrivedAt = new Date(Date.now() - 120_000).toISOString();
  const put = await bed.put(kept.map((data) => data.toString()));
  shardId = put[0]?.shardId ?? '';
  onStream = put.map(({ sequenceNumber }, index) => ({
    sequenceNumber,
    data: kept[index] ?? Buffer.alloc(0),
  }));
});
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.bodies('rows');
  for await (const { key } of bed.objects.list(bucket, '')) await bed.objects.remove({ bucket, key });
});

const keyOf = (name: string) => `${mapping}/${shardId}/2026/03/14/2026-03-14T12.00.00-${name}`;
const store = async (name: string, records: readonly FailedRecord[], change: FailureChange = {}) => {
  const object = failureObject(records, { shardId, stream: bed.target.names.stream, arrivedAt, ...change });
  await bed.putObject(bucket, keyOf(name), JSON.stringify(object));
};
const usual = { remove: false, dryRun: false, json: true };
const replay = (options: Partial<ReplayFailuresOptions> = {}) =>
  listening(() =>
    replayFailures({ ...usual, ...options }, () => Promise.resolve(bed.target), interruptible().interrupt),
  );
const toldBy = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as { objects: unknown[] };
const sentIds = async () =>
  (await bed.batches())
    .flatMap(({ rows, rejects }) => [...rows, ...rejects].map(({ recordId }) => recordId))
    .sort();
const ids = (records: readonly FailedRecord[]) =>
  records.map(({ sequenceNumber }) => `${bed.target.names.stream}/${shardId}:${sequenceNumber}`).sort();
const keysLeft = async () => {
  const keys: string[] = [];
  for await (const { key } of bed.objects.list(bucket, '')) keys.push(key);
  return keys;
};

describe('sluice replay failures', () => {
  it('sends what the objects hold, and leaves them', async () => {
    await store('a', onStream.slice(0, 2));
    await store('b', onStream.slice(2), { payload: (event) => event });
    await bed.putObject(bucket, 'aws/lambda/async/s3-trigger/2026/03/14/x', 'another kind');
    await bed.putObject(bucket, 'records/title-ratings/x.json', 'quarantined');
    const run = await replay();
    expect(run).toMatchObject({ result: 0, stderr: '' });
    expect(toldBy(run)).toMatchObject({
      sent: 2,
      lost: 0,
      left: 0,
      records: 3,
      datasets: { 'title-ratings': { rows: 2 }, unrouted: { rejects: 1, reasons: { malformed_record: 1 } } },
    });
    expect(await sentIds()).toEqual(ids(onStream));
    expect(await keysLeft()).toHaveLength(4);
  });

  it('reads from the stream what an object does not hold itself', async () => {
    await store('a', onStream, { payload: () => undefined });
    const run = await replay();
    expect(run.result).toBe(0);
    expect(toldBy(run).objects).toEqual([
      {
        key: keyOf('a'),
        state: 'sent',
        records: 3,
        removed: false,
        why: 'it has no payload: read from the stream',
      },
    ]);
    expect(await sentIds()).toEqual(ids(onStream));
  });

  it('removes with --remove what is on the queue whole, and nothing else', async () => {
    const gone = { sequenceNumber: `${onStream[2]?.sequenceNumber}0`, data: rating(9) };
    await store('a-whole', onStream.slice(0, 1));
    await store('b-lost', [gone], { payload: () => undefined });
    await store('c-shard', [gone], { payload: () => undefined, shardId: 'shardId-000000000099' });
    await bed.putObject(bucket, keyOf('d-damaged'), '{"requestContext":');
    await store('e-partly', [...onStream.slice(1), gone], { payload: () => undefined });
    const { result, stdout, stderr } = await replay({ remove: true, json: false });
    expect(result).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      `sent, removed: ${keyOf('a-whole')}: 1 record`,
      `lost: ${keyOf('b-lost')}: 0 records (it has no payload, and the stream still holds 0 of 1 record)`,
      `lost: ${keyOf('c-shard')}: 0 records (it has no payload, and the stream still holds 0 of 1 record)`,
      `left: ${keyOf('d-damaged')}: 0 records (it is not JSON)`,
      `lost: ${keyOf('e-partly')}: 2 records (it has no payload, and the stream still holds 2 of 3 records)`,
    ]);
    expect(stdout).toMatch(/: 5 objects, 3 lost, 1 left; 3 records on the queue\n$/);
    expect(await keysLeft()).toEqual(['b-lost', 'c-shard', 'd-damaged', 'e-partly'].map(keyOf));
    expect(await sentIds()).toEqual(ids(onStream));
  });

  it('a dry run sends and removes nothing', async () => {
    await store('a', onStream);
    const run = await replay({ dryRun: true, remove: true });
    expect(run.result).toBe(0);
    expect(toldBy(run)).toMatchObject({
      sent: 1,
      records: 3,
      dryRun: true,
      samples: [{ reason: 'malformed_record' }],
    });
    expect(await bed.bodies('rows')).toEqual([]);
    expect(await keysLeft()).toEqual([keyOf('a')]);
  });

  it('only those of a time', async () => {
    await bed.ago(7_200_000, () => store('a', onStream.slice(0, 1)));
    await store('b', onStream.slice(1, 2));
    expect(toldBy(await replay({ from: '1h' })).objects).toMatchObject([{ key: keyOf('b') }]);
    expect(toldBy(await replay({ to: '1h' })).objects).toMatchObject([{ key: keyOf('a') }]);
  });

  it('nothing failed is nothing to do', async () => {
    expect(await replay({ json: false })).toMatchObject({
      result: 0,
      stdout: `${bucket}: 0 objects; 0 records on the queue\n`,
    });
  });
});
