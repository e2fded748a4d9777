import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it, vi } from 'vitest';
import { isRunning, runtimeDirectory } from '../processes/process-host.testing.js';

it('no child outlives local-aws, even when that is killed and the child does not listen', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-orphans-'));
  const program = join(folder, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('orphans.testing.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
  });
  const host = spawn(process.execPath, [program, runtimeDirectory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(host.stdout, 'data')) as [Buffer];
  const started = JSON.parse(line.toString('utf8')) as { pids: number[]; folder: string };
  expect(started.pids.map(isRunning)).toEqual([true, true]);
  host.kill('SIGKILL');
  try {
    await vi.waitFor(() => expect(started.pids.map(isRunning)).toEqual([false, false]), { timeout: 5_000 });
  } finally {
    // What the test found alive does not outlive the test.
    for (const pid of started.pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
  }
  await rm(started.folder, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});
