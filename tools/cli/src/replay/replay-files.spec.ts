import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { fileArrivedSchema } from '@sluice/message-schemas';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listening } from '../listening.testing.js';
import { interruptible, startReplayBed, type ReplayBed } from './replay-bed.testing.js';
import { replayFiles, type ReplayFilesOptions } from './replay-files.js';

let bed: ReplayBed;
beforeAll(async () => {
  bed = await startReplayBed(1);
  const { landingBucket: Bucket } = bed.target.names;
  const landing: [number, string, string][] = [
    [7_200_000, 'title-basics/before.tsv', 'x'],
    [1_800_000, 'title-ratings/b.ndjson', 'first'],
    [1_200_000, 'title-basics/a b+ü.tsv', 'second'],
    [900_000, 'title-ratings/b.ndjson', 'third, over the first'],
    [600_000, 'nobody/c.tsv', 'fourth'],
    [300_000, 'title-basics/folder/', ''],
  ];
  for (const [ago, key, body] of landing) await bed.ago(ago, () => bed.putObject(Bucket, key, body));
  await bed.s3.send(new DeleteObjectCommand({ Bucket, Key: 'nobody/c.tsv' }));
});
afterAll(() => bed.close());
beforeEach(async () => void (await bed.bodies('files')));

const usual = { from: '1h', prefix: '', dryRun: false, json: true };
const replay = (options: Partial<ReplayFilesOptions> = {}) =>
  listening(() =>
    replayFiles({ ...usual, ...options }, () => Promise.resolve(bed.target), interruptible().interrupt),
  );
const announced = async () =>
  (await bed.bodies('files'))
    .map((body) => fileArrivedSchema.parse(JSON.parse(body)))
    .sort((one, other) => one.sizeBytes - other.sizeBytes);

it('announces every version that landed in the time, as its own notification did', async () => {
  const { result, stdout, stderr } = await replay();
  expect({ result, stderr }).toEqual({ result: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    files: 4,
    finished: true,
    datasets: { 'title-ratings': { files: 2 }, 'title-basics': { files: 1 }, unrouted: { files: 1 } },
    refused: [],
    hidden: [],
  });
  const files = await announced();
  expect(files).toMatchObject([
    { dataset: 'title-ratings', key: 'title-ratings/b.ndjson', sizeBytes: 5 },
    { dataset: 'title-basics', key: 'title-basics/a b+ü.tsv', sizeBytes: 6 },
    { dataset: 'unrouted', key: 'nobody/c.tsv', sizeBytes: 6 },
    { dataset: 'title-ratings', key: 'title-ratings/b.ndjson', sizeBytes: 21 },
  ]);
  expect(new Set(files.map(({ versionId }) => versionId)).size).toBe(4);
  expect(files.every(({ etag }) => /^[0-9a-f]{32}$/.test(etag))).toBe(true);
});

it('only what lies under a prefix, and landed before --to', async () => {
  const { stdout } = await replay({ prefix: 'title-', to: '18m', json: false });
  expect(await announced()).toMatchObject([{ sizeBytes: 5 }, { sizeBytes: 6 }]);
  expect(stdout).toMatch(/│ title-basics +│ +1 │ +6 │/);
  expect(stdout).toMatch(/\ns3:\/\/sluice-local-landing\/title- from \S+ to \S+: 2 files announced\n$/);
});

it('a dry run announces nothing', async () => {
  expect(JSON.parse((await replay({ dryRun: true })).stdout)).toMatchObject({ files: 4, dryRun: true });
  expect(await announced()).toEqual([]);
});

it('nothing landed is nothing to do', async () => {
  const { result, stdout } = await replay({ prefix: 'nowhere/', json: false });
  expect(result).toBe(0);
  expect(stdout).toMatch(/: 0 files announced\n$/);
});

it('a wrong time is wrong use', async () => {
  await expect(replay({ from: '1w' })).rejects.toMatchObject({ exitCode: 2 });
});
