import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleFileLines, titleBasics, titleRatings } from '@sluice/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { descendantsOf, stillRunning } from '../processes.testing.js';
import { runCli, startCli } from '../run-cli.testing.js';
import { lastLine, small } from './demo-runs.testing.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sluice demo', () => {
  it('shows every promise kept', async () => {
    const { code, stdout, stderr } = await runCli([...small, '--json', '--dir', join(folder, 'whole')]);
    expect({ code, told: stderr.match(/✗.*/g) }).toEqual({ code: 0, told: null });
    const result = lastLine(stdout);
    expect(Object.keys(result)).toEqual(['ok', 'datasets', 'redrive', 'durationSeconds']);
    expect(result.ok).toBe(true);
    for (const each of result.datasets) {
      expect(Object.keys(each)).toEqual(['dataset', 'path', 'read', 'loaded', 'deduplicated', 'quarantined']);
      expect(each.loaded + each.deduplicated + each.quarantined).toBe(each.read);
    }
    expect(result.datasets.find(({ path }) => path === 'stream')).toMatchObject({
      dataset: 'title-ratings',
      read: 300,
    });
    expect(result.datasets.find(({ dataset }) => dataset === 'title-basics')).toMatchObject({
      path: 'batch',
      read: 4000,
    });
    expect(result.datasets.some(({ deduplicated }) => deduplicated > 0)).toBe(true);
    expect(result.datasets.some(({ quarantined }) => quarantined > 0)).toBe(true);
    expect(result.redrive.deadLettered).toBeGreaterThanOrEqual(1);
    expect(result.redrive.redriven).toBe(result.redrive.deadLettered);
    expect(result.redrive).toMatchObject({ recovered: 1, parked: 1 });
    for (const part of ['read', 'header_drift', 'p95', 'checks hold', 'sluice query'])
      expect(stderr).toContain(part);
  }, 90_000);

  it('takes a file of the user instead of the sample', async () => {
    const path = join(folder, 'own.tsv');
    const lines = [...sampleFileLines(titleBasics, { rows: 50, seed: 9, faultRatio: 0 })].map(
      ({ line }) => line,
    );
    // One bad record of 51.
    lines.push(lines.at(-1)?.replace(/^tt/, 'xx') ?? '');
    await writeFile(path, `${lines.join('\n')}\n`);
    const args = [
      ...small,
      '--file',
      path,
      '--dataset',
      'title-basics',
      '--json',
      '--dir',
      join(folder, 'own'),
    ];
    const { code, stdout } = await runCli(args);
    expect(code).toBe(0);
    expect(lastLine(stdout).datasets.find(({ dataset }) => dataset === 'title-basics')).toEqual({
      dataset: 'title-basics',
      path: 'batch',
      read: 102,
      loaded: 50,
      deduplicated: 51,
      quarantined: 1,
    });
  }, 90_000);

  it('says why a file of the user was parked as a whole, and fails', async () => {
    const path = join(folder, 'drifted.csv');
    await writeFile(path, 'a,b\n1,2\n');
    const args = [...small, '--file', path, '--dataset', titleRatings.name, '--dir', join(folder, 'parked')];
    const { code, stdout } = await runCli(args);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ what became of your file: expected loaded, found parked');
    expect(stdout).toMatch(/drifted\.csv[\s\S]*header_drift/);
  }, 90_000);
});

describe('an interrupted demo', () => {
  it.each([
    ['SIGINT', 130, 'Local stack'],
    ['SIGTERM', 143, 'File to the warehouse'],
  ] as const)(
    'by %s leaves nothing running',
    async (signal, exitCode, after) => {
      const { child, output, ended } = startCli([...small, '--dir', join(folder, signal)]);
      await vi.waitFor(() => expect(output.stdout).toContain(after), { timeout: 30_000 });
      const started = descendantsOf(child.pid ?? NaN);
      expect(started.length).toBeGreaterThan(0);
      child.kill(signal);
      const { code, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: exitCode, stderr: 'sluice: interrupted.\n' });
      expect(stillRunning(started)).toEqual([]);
    },
    40_000,
  );
});
