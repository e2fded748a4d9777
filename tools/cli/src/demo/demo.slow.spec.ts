import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleFileLines, titleBasics, titleRatings } from '@sluice/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.testing.js';
import { lastLine, small } from './demo-runs.testing.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sluice demo', () => {
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
