import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listening } from '../listening.testing.js';
import { interruptible, startReplayBed, type ReplayBed } from './replay-bed.testing.js';
import { replayStream, type ReplayStreamOptions } from './replay-stream.js';

const rating = (number: number) => ({
  tconst: `tt${1_000_000 + number}`,
  averageRating: 7.5,
  numVotes: number,
  ratedAt: '2026-03-01T00:00:00Z',
});
const framed = (number: number) => JSON.stringify({ dataset: 'title-ratings', data: rating(number) });
const texts = [
  ...Array.from({ length: 40 }, (_, number) => framed(number)),
  gzipSync(framed(40)),
  '{"dataset":"nope","data":{}}',
  JSON.stringify({ dataset: 'title-ratings', data: { ...rating(41), averageRating: '\u001b[31m11' } }),
];

let bed: ReplayBed;
let put: readonly { readonly shardId: string; readonly sequenceNumber: string }[];
let checkpoints: string;
beforeAll(async () => {
  bed = await startReplayBed();
  put = await bed.put(texts);
  checkpoints = join(bed.folder, '.sluice', 'replay');
});
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.bodies('rows');
  await rm(checkpoints, { recursive: true, force: true });
});

const usual = { from: '1h', to: '60s', shard: [], restart: false, dryRun: false, json: true };
const replay = (options: Partial<ReplayStreamOptions> = {}, { interrupt } = interruptible()) =>
  listening(() =>
    replayStream({ ...usual, ...options }, () => Promise.resolve(bed.target), interrupt, bed.folder),
  );
const toldBy = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Record<string, unknown>;
const sentIds = async () =>
  (await bed.batches())
    .flatMap(({ rows, rejects }) => [...rows, ...rejects].map(({ recordId }) => recordId))
    .sort();
const idsOf = (records: typeof put) =>
  records
    .map(({ shardId, sequenceNumber }) => `${bed.target.names.stream}/${shardId}:${sequenceNumber}`)
    .sort();

describe('sluice replay stream', () => {
  it('puts every record on the rows queue, and then it is finished', async () => {
    const first = await replay();
    expect(first).toMatchObject({ result: 0, stderr: '' });
    expect(toldBy(first)).toMatchObject({
      records: texts.length,
      finished: true,
      datasets: {
        'title-ratings': { rows: 41, rejects: 1 },
        unrouted: { rows: 0, rejects: 1, reasons: { unknown_dataset: 1 } },
      },
    });
    expect(await sentIds()).toEqual(idsOf(put));
    expect(await readdir(checkpoints)).toEqual(['local-sluice-local-records-from-1h-to-60s.json']);

    const again = await replay();
    expect(again).toMatchObject({ result: 0, stdout: first.stdout });
    expect(again.stderr).toMatch(/^sluice: this replay was finished at .+: --restart begins it anew\n$/);
    await expect(replay({ shard: ['shardId-000000000001'] })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /60s\.json is another replay's checkpoint: its shards are all, not shardId-000000000001\. /,
      ),
    });
    expect(await bed.bodies('rows')).toEqual([]);
  });

  it('a dry run of one shard judges everything, sends nothing and keeps nothing', async () => {
    const { shardId } = put.at(-1) ?? { shardId: '' };
    const { result, stdout, stderr } = await replay({ dryRun: true, json: false, shard: [shardId] });
    expect({ result, stderr }).toEqual({ result: 0, stderr: '' });
    const records = put.filter((each) => each.shardId === shardId).length;
    expect(stdout).toMatch(/│ title-ratings +│ +\d+ │ +1 │ +\d+ │/);
    expect(stdout).toMatch(
      new RegExp(
        `\n${bed.target.names.stream} from \\S+ to \\S+: ${records} records judged, nothing sent\n$`,
      ),
    );
    // What a producer wrote does not reach the terminal as it is.
    expect(stdout).toMatch(/average_rating.*"\\u001b\[31m11"/);
    expect(stdout).not.toContain('\u001b[31m');
    expect(await bed.bodies('rows')).toEqual([]);
    await expect(readdir(checkpoints)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('goes on where an interrupt left it', async () => {
    const interrupted = interruptible();
    const slow = bed.aws.faults.add({
      service: 'sqs',
      operation: 'SendMessageBatch',
      kind: 'slow',
      delayMs: 60_000,
    });
    const stopping = replay({}, interrupted);
    try {
      const isSending = () =>
        bed.aws.requests.list().some(({ operation }) => operation === 'SendMessageBatch');
      await expect.poll(isSending, { timeout: 10_000 }).toBe(true);
      interrupted.press();
      const { result, stdout, stderr } = await stopping;
      expect(result).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ finished: false, records: 0 });
      expect(stderr).toMatch(
        /interrupted; the same command goes on from there \(checkpoint .+60s\.json\)\n$/,
      );
    } finally {
      bed.aws.faults.remove(slow);
    }
    const { result, stderr } = await replay();
    expect(result).toBe(0);
    expect(stderr).toMatch(/^going on with the replay begun at .+: 0 records on the queue already\n$/);
    expect([...new Set(await sentIds())]).toEqual(idsOf(put));
  });
});

describe('what keeps it from beginning', () => {
  it.each<[string, Partial<ReplayStreamOptions>, number, RegExp]>([
    ['a time that is none', { from: 'yesterday' }, 2, /--from yesterday is neither/],
    ['an unknown dataset', { dataset: 'nope' }, 2, /there is no dataset "nope"/],
    ['an unknown shard', { shard: ['shardId-9'] }, 2, /has no shardId-9; it has shardId-000000000000/],
  ])('%s', async (_, options, exitCode, message) => {
    await expect(replay(options)).rejects.toMatchObject({
      exitCode,
      message: expect.stringMatching(message),
    });
    expect(await bed.bodies('rows')).toEqual([]);
  });

  it('a stream or queue that is not there', async () => {
    const there = bed.target;
    const otherwise = (names: Partial<typeof there.names>) =>
      listening(() =>
        replayStream(
          usual,
          () => Promise.resolve({ ...there, names: { ...there.names, ...names } }),
          interruptible().interrupt,
          bed.folder,
        ),
      );
    await expect(otherwise({ stream: 'sluice-dev-records' })).rejects.toThrow(
      'there is no stream sluice-dev-records in eu-west-1: check --env and --endpoint',
    );
    await expect(otherwise({ queues: { ...there.names.queues, rows: 'nope' } })).rejects.toThrow(
      'there is no queue nope: is local deployed at this endpoint?',
    );
  });
});
