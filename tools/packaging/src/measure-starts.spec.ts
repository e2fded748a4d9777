import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureStarts, startRatio } from './measure-starts.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-starts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('measureStarts', () => {
  it('counts what a script takes at its start', async () => {
    const script = join(folder, 'busy.cjs');
    const work = `const end = process.cpuUsage().user + ${'1e3 * Number(process.env.MS)'}; while (process.cpuUsage().user < end);`;
    await writeFile(script, work);
    const { bare, loaded } = await measureStarts(script, { MS: '100' }, 1);
    expect([bare.length, loaded.length]).toEqual([1, 1]);
    expect((loaded[0] ?? 0) - (bare[0] ?? 0)).toBeGreaterThan(50);
  });

  it('does not take a script that does not start for a fast one', async () => {
    const script = join(folder, 'broken.cjs');
    await writeFile(script, 'throw new Error("no variable");');
    await expect(measureStarts(script, {}, 1)).rejects.toThrow(/ended with 1: [^]*no variable/);
  });
});

it('weighs all rounds together', () => {
  expect(startRatio({ bare: [10, 30], loaded: [60, 100] })).toBe(4);
});
