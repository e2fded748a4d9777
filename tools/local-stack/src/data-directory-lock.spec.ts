import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimDataDirectory, DataDirectoryInUseError } from './data-directory-lock.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-claim-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const file = () => join(directory, 'stack.pid');
const noSuchProcess = 2 ** 22 + 1;

it('is taken over from a process that was killed', async () => {
  await writeFile(file(), String(noSuchProcess));
  await claimDataDirectory(directory);
  expect(await readFile(file(), 'utf8')).toBe(String(process.pid));
});

it('is refused while its owner lives, and free when it is released', async () => {
  const claim = await claimDataDirectory(directory);
  await expect(claimDataDirectory(directory)).rejects.toThrow(DataDirectoryInUseError);
  await claim.release();
  await expect(claimDataDirectory(directory)).resolves.toBeDefined();
});

it('goes to one of many that want it at once', async () => {
  const claims = await Promise.allSettled(Array.from({ length: 20 }, () => claimDataDirectory(directory)));
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(directory)).toEqual(['stack.pid']);
});

it('is made where there is none', async () => {
  await claimDataDirectory(join(directory, 'a', 'b'));
  expect(await readFile(join(directory, 'a', 'b', 'stack.pid'), 'utf8')).toBe(String(process.pid));
});
