import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EnvironmentError } from './failures.js';
import { WorkFolders } from './work-folders.js';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'work-folders-'));
});
afterEach(() => rm(parent, { recursive: true }));

const isOwn = (name: string) => /^\.?sluice-clean-/.test(name);
const names = async () => (await readdir(parent)).sort();

/** A folder as another process names it, with something in it. */
async function leftover(change: { pid?: number; host?: string; ageMinutes?: number }): Promise<string> {
  const folders = new WorkFolders();
  const [own = ''] = [await folders.make(parent, true)];
  await folders.remove();
  const [, host, pid, random] = /-clean-(\w+)-(\d+)-(\w+)$/.exec(own) ?? [];
  const name = `.sluice-clean-${change.host ?? host}-${change.pid ?? pid}-${random}`;
  await mkdir(join(parent, name));
  await writeFile(join(parent, name, 'part'), 'x');
  const at = new Date(Date.now() - (change.ageMinutes ?? 0) * 60_000);
  await utimes(join(parent, name), at, at);
  return name;
}

const deadPid = spawnSync(process.execPath, ['-e', '']).pid;

it('is there while it is used and gone afterwards', async () => {
  const folders = new WorkFolders();
  await folders.make(parent, true);
  await folders.make(parent, false);
  expect(await names()).toHaveLength(2);
  expect((await names()).every(isOwn)).toBe(true);
  await folders.remove();
  expect(await names()).toEqual([]);
});

it('removes what a killed run left, and only that', async () => {
  await leftover({ pid: deadPid });
  await leftover({ host: '00000000', pid: deadPid, ageMinutes: 11 });
  await leftover({ ageMinutes: 11 });
  const kept = [
    await leftover({ pid: process.ppid, ageMinutes: 60 }),
    await leftover({ host: '00000000', pid: deadPid, ageMinutes: 5 }),
    // Its own id, as in two containers that share a volume.
    await leftover({ ageMinutes: 5 }),
  ];
  await mkdir(join(parent, '.sluice-clean-mine'));
  const folders = new WorkFolders();
  const made = await folders.make(parent, true);
  await folders.remove();
  expect(await names()).toEqual([...kept, '.sluice-clean-mine'].sort());
  expect(kept).not.toContain(made);
});

it('leaves other runs of this process alone, however long they take', async () => {
  const [one, other] = [new WorkFolders(), new WorkFolders()];
  const path = await one.make(parent, true);
  await utimes(path, new Date(0), new Date(0));
  await other.make(parent, true);
  expect(await names()).toHaveLength(2);
  await one.remove();
  await other.remove();
});

it('says which folder it cannot use', async () => {
  const missing = join(parent, 'none');
  await expect(new WorkFolders().make(missing, true)).rejects.toThrow(
    new EnvironmentError(`the folder ${missing} does not exist: check the path`),
  );
});
