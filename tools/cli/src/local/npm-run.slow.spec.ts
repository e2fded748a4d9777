import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { descendantsOf, stillRunning } from '../processes.testing.js';
import { root } from '../run-cli.testing.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-npm-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('npm run local', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops everything when npm gets %s',
    async (signal) => {
      const args = ['run', '--silent', 'local', '--', '--port', '0', '--dir', join(folder, signal), '--json'];
      const npm = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
      const ended = new Promise((resolve) => npm.once('exit', resolve));
      const pid = npm.pid ?? NaN;
      let stdout = '';
      npm.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
      await vi.waitFor(() => expect(stdout).toContain('\n'), { timeout: 60_000, interval: 50 });
      const started = descendantsOf(pid);
      expect(started.length).toBeGreaterThanOrEqual(4);
      // Ctrl-C in a terminal goes to the whole process group, and npm counts on that.
      process.kill(signal === 'SIGINT' ? -pid : pid, signal);
      await ended;
      await vi.waitFor(() => expect(stillRunning(started)).toEqual([]), { timeout: 15_000, interval: 100 });
    },
    90_000,
  );
});
