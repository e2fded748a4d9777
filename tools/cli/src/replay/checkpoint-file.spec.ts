import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from './checkpoint.js';
import { checkpointFile, defaultCheckpointPath, latestOnly } from './checkpoint-file.js';
import { freshCheckpoint } from './fake-stream.testing.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const reached = (records: number): Checkpoint => ({ ...freshCheckpoint(), records });

describe('a checkpoint on disk', () => {
  it('is read as it was written, and nothing else is left', async () => {
    const file = checkpointFile(join(folder, 'deep', 'er', 'c.json'));
    expect(await file.load()).toBeUndefined();
    const checkpoint: Checkpoint = {
      ...reached(7),
      dataset: 'title-ratings',
      finishedAt: '2026-03-02T00:00:00.000Z',
      positions: [
        { shardId: 'a', done: false },
        { shardId: 'b', sequenceNumber: '4', arrivedAt: '2026-03-01T00:00:00.000Z', done: true },
      ],
      datasets: { d: { rows: 1, rejects: 2, messages: 3, claims: 0, reasons: { too_deep: 2 } } },
    };
    await file.save(reached(3));
    await file.save(checkpoint);
    expect(await file.load()).toEqual(checkpoint);
    expect(await readdir(join(folder, 'deep', 'er'))).toEqual(['c.json']);
  });

  it.each([
    ['nothing', ''],
    ['half of it', JSON.stringify(freshCheckpoint()).slice(0, 40)],
    ['no checkpoint', '{"version":1}'],
    ['that of another version', JSON.stringify({ ...freshCheckpoint(), version: 2 })],
    ['a position without its shard', JSON.stringify({ ...freshCheckpoint(), positions: [{ done: true }] })],
  ])('that holds %s is told, with what to do', async (_, text) => {
    const path = join(folder, 'c.json');
    await writeFile(path, text);
    await expect(checkpointFile(path).load()).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(
        /c\.json is no checkpoint of a replay \(.+\): .*--checkpoint.*--restart/,
      ),
    });
  });

  it('that cannot be read or written is told', async () => {
    const path = join(folder, 'a-folder');
    await mkdir(path);
    await expect(checkpointFile(path).load()).rejects.toThrow(/a-folder cannot be read \(EISDIR\)/);
    await expect(checkpointFile(path).save(reached(1))).rejects.toThrow(/a-folder cannot be written \(E/);
    expect(await readdir(folder)).toEqual(['a-folder']);
  });

  it('is there at every moment once it is', async () => {
    const file = checkpointFile(join(folder, 'c.json'));
    await file.save(reached(0));
    const writing = (async () => {
      for (let records = 1; records <= 30; records++) await file.save(reached(records));
    })();
    const seen: (number | undefined)[] = [];
    while (seen.at(-1) !== 30) seen.push((await file.load())?.records);
    await writing;
    expect(seen).not.toContain(undefined);
    expect(seen).toEqual(seen.toSorted((one = 0, other = 0) => one - other));
  });

  it('keeps the old one when the new one cannot be written', async () => {
    const path = join(folder, 'c.json');
    await checkpointFile(path).save(reached(1));
    // What it writes first cannot be opened.
    await mkdir(`${path}.${process.pid}.half`);
    await expect(checkpointFile(path).save(reached(2))).rejects.toThrow(/cannot be written/);
    expect(await checkpointFile(path).load()).toEqual(reached(1));
  });
});

it('the same command finds its own again', () => {
  const moment = (text: string) => ({ text, at: new Date(0) });
  const path = (from: string, to?: string) =>
    defaultCheckpointPath('/w', 'dev', 'sluice-dev-records', {
      from: moment(from),
      ...(to === undefined ? {} : { to: moment(to) }),
    });
  expect(path('7d')).toBe('/w/.sluice/replay/dev-sluice-dev-records-from-7d.json');
  expect(path('2026-03-14T11:30:00.000Z', '1h')).toBe(
    '/w/.sluice/replay/dev-sluice-dev-records-from-2026-03-14T11.30.00.000Z-to-1h.json',
  );
});

describe('latestOnly', () => {
  it('writes one after the other, and what came meanwhile as one', async () => {
    const written: number[] = [];
    const release: (() => void)[] = [];
    const save = latestOnly(async ({ records }) => {
      await new Promise<void>((resolve) => release.push(resolve));
      written.push(records);
    });
    const settled: number[] = [];
    const saving = [1, 2, 3].map(async (records) => {
      await save(reached(records));
      settled.push(records);
      // Durable: this one, or a later one.
      expect(written.at(-1)).toBeGreaterThanOrEqual(records);
    });
    await Promise.resolve();
    const later = save(reached(4));
    for (let turns = 0; turns < 20; turns++) {
      release.shift()?.();
      await Promise.resolve();
    }
    await Promise.all([...saving, later]);
    expect(written.at(-1)).toBe(4);
    expect(written.length).toBeLessThan(4);
    expect(settled).toEqual([1, 2, 3]);
  });

  it('tells everyone who waits that it failed, and writes the next', async () => {
    let fail = true;
    const save = latestOnly(async () => {
      if (fail) throw new Error('disk full');
    });
    const outcomes = await Promise.allSettled([save(reached(1)), save(reached(2))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fail = false;
    await save(reached(3));
  });
});
