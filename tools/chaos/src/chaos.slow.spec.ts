import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startChaos } from './command.testing.js';

it('a short run kills at every step, and loses and doubles nothing', async () => {
  const { code, stdout, stderr } = await startChaos(['--short', '--json']).ended;
  expect(code, stderr).toBe(0);
  const last: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(Object.keys(last as object)).toEqual(
    'ok seed kills faults read loaded deduplicated quarantined lost doubled seconds'.split(' '),
  );
  expect(last).toMatchObject({ ok: true, lost: 0, doubled: 0 });
}, 600_000);

it('a run that is interrupted stops everything that it started', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-chaos-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  const { child, output, ended } = startChaos(['--smoke', '--dir', directory]);
  // Things go wrong by then, so all of it runs.
  await vi.waitFor(() => expect(output.stderr).toContain('poison records'), { timeout: 60_000 });
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect({ code, told: stderr.trimEnd().split('\n').at(-1) }).toEqual({
    code: 130,
    told: 'chaos: interrupted, everything is stopped',
  });
  expect(await processesOf(directory)).toEqual([]);
}, 120_000);

/** Command lines and environments of the processes that know the folder; Linux alone tells. */
async function processesOf(directory: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, what: string) => readFile(join('/proc', pid, what), 'utf8').catch(() => '');
  const found: string[] = [];
  for (const pid of pids) {
    if (Number(pid) === process.pid) continue;
    const command = await read(pid, 'cmdline');
    if (command.includes(directory) || (await read(pid, 'environ')).includes(directory)) found.push(command);
  }
  return found;
}
