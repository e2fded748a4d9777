import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { descendantsOf, stillRunning } from '../processes.testing.js';
import { startCli } from '../run-cli.testing.js';
import { small } from './demo-runs.testing.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

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
