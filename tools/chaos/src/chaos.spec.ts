import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planOf } from './chaos-plan.js';
import { otherBundles } from './bed/other-bundles.js';
import { runChaos } from './run-chaos.js';
import { renderReport } from './report.js';

/** It stands in the test's name; `SLUICE_CHAOS_SEED` repeats a run. */
const seed = Number(process.env['SLUICE_CHAOS_SEED'] ?? randomInt(2 ** 31));

it(`a smoke run loses nothing and doubles nothing; seed ${seed}`, async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-chaos-'));
  const told: string[] = [];
  const report = await runChaos({
    plan: planOf('smoke'),
    seed,
    workspaceRoot: join(import.meta.dirname, '..', '..', '..'),
    dataDirectory,
    ...otherBundles(),
    signal: new AbortController().signal,
    tell: (line) => void told.push(line),
  });
  expect(report.findings, `${told.join('\n')}\n${renderReport(report)}\nsee ${dataDirectory}`).toEqual([]);
  // Of a run that failed it stays.
  await rm(dataDirectory, { recursive: true, force: true, maxRetries: 3 });
  expect(report.kills).toBeGreaterThanOrEqual(4);
  expect(report.read).toBeGreaterThan(0);
  expect(report).toMatchObject({ ok: true, lost: 0, doubled: 0 });
}, 120_000);
