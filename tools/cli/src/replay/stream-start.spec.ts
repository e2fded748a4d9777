import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReplayStreamOptions } from './replay-stream.js';
import { forewords, startOf, wantedWindow } from './stream-start.js';

const now = new Date('2026-03-14T12:00:00.000Z');
const hour = 3_600_000;
const facts = {
  name: 'records',
  createdAt: '2026-01-01T00:00:00.000Z',
  retentionHours: 24,
  shardIds: ['a', 'b'],
};
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-start-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const usual = { from: '2h', shard: [], restart: false, dryRun: false, json: false };
const start = (change: Partial<ReplayStreamOptions> = {}, at = now) => {
  const options = { ...usual, ...change };
  return startOf(options, wantedWindow(options, at), facts, { root, environment: 'dev', now: at });
};
const later = new Date(now.getTime() + 5 * hour);

describe('the same command', () => {
  it('goes on with the moments that it meant at its first start', async () => {
    const first = await start();
    expect(first).toMatchObject({
      resumes: false,
      path: join(root, '.sluice', 'replay', 'dev-records-from-2h.json'),
      begin: { from: '2026-03-14T10:00:00.000Z', to: '2026-03-14T12:00:00.000Z' },
    });
    await first.save({ ...first.begin, records: 1_234 });
    const second = await start({}, later);
    expect(second).toMatchObject({ resumes: true, begin: { ...first.begin, records: 1_234 } });
    expect(forewords(second, facts, later)).toEqual([
      'going on with the replay begun at 2026-03-14T12:00:00.000Z, from 2026-03-14T10:00:00.000Z to 2026-03-14T12:00:00.000Z: 1,234 records on the queue already',
    ]);
  });

  it('begins anew with --restart', async () => {
    const first = await start();
    await first.save(first.begin);
    expect(await start({ restart: true }, later)).toMatchObject({
      resumes: false,
      begin: { from: '2026-03-14T15:00:00.000Z', to: '2026-03-14T17:00:00.000Z' },
    });
  });

  it('with --dry-run neither reads nor writes a checkpoint', async () => {
    const checkpoint = join(root, 'c.json');
    await writeFile(checkpoint, 'damaged');
    const dry = await start({ checkpoint, dryRun: true });
    await dry.save(dry.begin);
    expect(dry.path).toBeUndefined();
    expect(await readFile(checkpoint, 'utf8')).toBe('damaged');
  });
});

it('a checkpoint of another replay is refused with all that differs', async () => {
  const checkpoint = join(root, 'c.json');
  const first = await start({ checkpoint });
  await first.save(first.begin);
  await expect(start({ checkpoint, from: '3h', shard: ['b'] })).rejects.toMatchObject({
    exitCode: 2,
    message: `${checkpoint} is another replay's checkpoint: its --from is 2h, not 3h; its shards are all, not b. Name another with --checkpoint, or begin anew with --restart, which replaces it`,
  });
});

it('a damaged checkpoint is refused, and --restart replaces it', async () => {
  const checkpoint = join(root, 'c.json');
  await writeFile(checkpoint, '{"version":1');
  await expect(start({ checkpoint })).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/c\.json is no checkpoint of a replay/),
  });
  const { begin, save } = await start({ checkpoint, restart: true });
  await save(begin);
  expect((await start({ checkpoint })).resumes).toBe(true);
});

describe('what the stream has let go of is said', () => {
  const said = async (from: string, createdAt = facts.createdAt) =>
    forewords(await start({ from }), { ...facts, createdAt }, now);

  it('from where to where', async () => {
    expect(await said('36h')).toEqual([
      'warning: records keeps 1 d: what arrived from 2026-03-13T00:00:00.000Z to 2026-03-13T12:00:00.000Z is gone from it',
    ]);
    expect(await said('23h')).toEqual([]);
  });

  it('but not of a time when there was no stream', async () => {
    expect(await said('36h', '2026-03-13T18:00:00.000Z')).toEqual([]);
    expect(await said('36h', '2026-03-13T06:00:00.000Z')).toEqual([
      expect.stringContaining('from 2026-03-13T06:00:00.000Z to 2026-03-13T12:00:00.000Z'),
    ]);
  });
});
