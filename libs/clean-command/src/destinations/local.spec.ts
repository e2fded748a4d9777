import {
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../failures.js';
import { WorkFolders } from '../work-folders.js';
import type { Destination, StageOptions } from './destination.js';
import { LocalFile } from './local-file.js';
import { LocalFolder } from './local-folder.js';

let root: string;
let folders: WorkFolders;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'clean-local-'));
  folders = new WorkFolders();
});
afterEach(async () => {
  await folders.remove();
  await rm(root, { recursive: true });
});

const at = (name: string) => join(root, name);
const options: StageOptions = { signal: new AbortController().signal, onBytes: () => undefined };
const textOf = (name: string) => readFile(at(name), 'utf8');

/** Brings contents to a destination, by name. */
async function stage(destination: Destination, contents: Record<string, string>): Promise<void> {
  const { workFolder } = await destination.prepare();
  const files = Object.entries(contents).map(([name, text]) => ({
    name,
    text,
    path: join(workFolder, `made-${name}`),
  }));
  for (const { path, text } of files) await writeFile(path, text);
  await destination.stage(
    files.map(({ path, name, text }) => ({ path, name, sizeBytes: text.length })),
    options,
  );
}

describe('one file', () => {
  const file = (name: string) => new LocalFile(at(name), '--out', folders);

  it('appears when it is published, in place of an earlier one, in folders that are made', async () => {
    for (const text of ['first', 'second']) {
      const destination = file('a/b/x.csv');
      await stage(destination, { x: text });
      if (text === 'first') await expect(stat(at('a'))).rejects.toThrow('ENOENT');
      else expect(await textOf('a/b/x.csv')).toBe('first');
      await destination.publish();
      expect(await textOf('a/b/x.csv')).toBe(text);
    }
    await folders.remove();
    expect(await readdir(root, { recursive: true })).toEqual(['a', 'a/b', 'a/b/x.csv']);
  });

  it('is removed where nothing is staged', async () => {
    await writeFile(at('r.ndjson'), 'stale');
    const destination = file('r.ndjson');
    await stage(destination, {});
    expect(await textOf('r.ndjson')).toBe('stale');
    await destination.publish();
    await expect(stat(at('r.ndjson'))).rejects.toThrow('ENOENT');
  });

  it('is taken back where none stood, and kept where one did', async () => {
    await writeFile(at('old'), 'earlier');
    for (const name of ['new', 'old']) {
      const destination = file(name);
      await stage(destination, { x: 'now' });
      await destination.publish();
      await destination.abandon();
    }
    await folders.remove();
    expect(await readdir(root)).toEqual(['old']);
  });

  it('replaces what a link leads to, not the link', async () => {
    await mkdir(at('real'));
    await writeFile(at('real/x'), 'earlier');
    await symlink(at('real/x'), at('link'));
    const destination = file('link');
    await stage(destination, { x: 'now' });
    await destination.publish();
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
    expect(await textOf('real/x')).toBe('now');
  });

  it('is no folder', async () => {
    await mkdir(at('folder'));
    await expect(file('folder').prepare()).rejects.toThrow(UsageError);
  });
});

describe('parts in a folder', () => {
  const folder = (name: string, overwrite = false) => new LocalFolder(at(name), overwrite, folders);
  const parts = { 'part-00000.csv': 'a', 'part-00001.csv': 'b' };

  it('of its own appear all at once', async () => {
    const destination = folder('deep/out/');
    await stage(destination, parts);
    await expect(stat(at('deep'))).rejects.toThrow('ENOENT');
    await destination.publish();
    await folders.remove();
    expect((await readdir(at('deep/out'))).sort()).toEqual(Object.keys(parts));
    expect((await stat(at('deep/out'))).mode & 0o700).toBe(0o700);
  });

  it('that is empty, or holds hidden files only, go into it', async () => {
    await mkdir(at('out'));
    await writeFile(at('out/.keep'), '');
    const destination = folder('out/');
    await stage(destination, parts);
    await destination.publish();
    await folders.remove();
    expect((await readdir(at('out'))).sort()).toEqual(['.keep', ...Object.keys(parts)]);
  });

  it('that holds files are refused, and nothing in it is touched', async () => {
    await mkdir(at('out'));
    await writeFile(at('out/mine.txt'), 'mine');
    await expect(folder('out/').prepare()).rejects.toThrow(UsageError);
    await folders.remove();
    expect(await readdir(at('out'))).toEqual(['mine.txt']);
  });

  it('replace those of an earlier run and nothing else, when it is asked for', async () => {
    await mkdir(at('out'));
    for (const name of ['mine.txt', 'part-00000.csv', 'part-00007.csv', 'part-00002.parquet'])
      await writeFile(at(`out/${name}`), 'earlier');
    const destination = folder('out/', true);
    await stage(destination, parts);
    expect(await textOf('out/part-00000.csv')).toBe('earlier');
    await destination.publish();
    await folders.remove();
    expect((await readdir(at('out'))).sort()).toEqual(['mine.txt', ...Object.keys(parts)]);
    expect(await textOf('out/part-00000.csv')).toBe('a');
  });

  it('need a folder', async () => {
    await writeFile(at('out'), '');
    await expect(folder('out/').prepare()).rejects.toThrow(UsageError);
  });
});

it('a hard link is not followed: the other name keeps its content', async () => {
  await writeFile(at('one'), 'earlier');
  await link(at('one'), at('other'));
  const destination = new LocalFile(at('other'), '--out', folders);
  await stage(destination, { x: 'now' });
  await destination.publish();
  expect([await textOf('one'), await textOf('other')]).toEqual(['earlier', 'now']);
});
