import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackDescription } from '@sluice/local-stack';
import { expect, vi } from 'vitest';
import { startCli } from '../run-cli.testing.js';

/** `sluice local --json` in a process of its own, and a folder that goes with it. */
export async function startLocal() {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-local-'));
  const local = startCli(['local', '--port', '0', '--dir', join(folder, 'state'), '--json']);
  await vi.waitFor(() => expect(local.output.stdout).toContain('\n'), { timeout: 50_000, interval: 50 });
  return {
    folder,
    local,
    stack: JSON.parse(local.output.stdout) as StackDescription,
    async close(): Promise<void> {
      local.child.kill('SIGTERM');
      await local.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
