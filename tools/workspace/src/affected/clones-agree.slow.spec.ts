import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CacheServer } from './cache-server.testing.js';
import { cloneWorkspace, copyClone, removeClone } from './cloned-workspace.testing.js';

/** Of the environment, without what the Nx that may run this has set for its own tasks. */
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')));
const run = async (clone: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const env = { ...clean, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', ...more };
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: clone,
    env,
    maxBuffer: 1 << 26,
  });
  return stdout;
};

const app = 's3-trigger-lambda';

/** Every file that a build wrote, as text. */
async function built(clone: string): Promise<Readonly<Record<string, string>>> {
  const folder = join(clone, 'apps', app, 'dist');
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

describe('two clones of the same files', () => {
  const clones: string[] = [];
  const cache = new CacheServer();
  let server: Readonly<Record<string, string>>;
  const build = (clone: string, ...flags: readonly string[]) =>
    run(
      clone,
      ['node_modules/nx/dist/bin/nx.js', 'run', `${app}:build`, '--output-style=static', ...flags],
      server,
    );

  beforeAll(async () => {
    const one = await cloneWorkspace('one');
    clones.push(one, await copyClone(one, 'another-name'));
    server = { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: await cache.start() };
  }, 120_000);
  afterAll(async () => {
    await cache.stop();
    await Promise.all(clones.map(removeClone));
  });

  it('hash every task to the same', async () => {
    const script = 'tools/workspace/src/affected/print-task-hashes.cjs';
    const hashes: Record<string, string>[] = [];
    for (const clone of clones) hashes.push(JSON.parse(await run(clone, [script])) as Record<string, string>);
    expect(Object.keys(hashes[0] ?? {}).length).toBeGreaterThan(100);
    expect(hashes[1]).toEqual(hashes[0]);
  }, 120_000);

  it('share a cache: what one has built, the other takes, byte for byte what it would build itself', async () => {
    const [one = '', another = ''] = clones;
    await build(one);
    expect(cache.hashes).toHaveLength(1);
    expect(await build(another)).toContain('[remote cache]');
    expect(cache.hashes).toHaveLength(1);
    const taken = await built(another);
    expect(Object.keys(taken)).toEqual(['handler.cjs', 'handler.cjs.map', 'meta.json']);
    expect(taken).toEqual(await built(one));

    await rm(join(another, 'apps', app, 'dist'), { recursive: true });
    expect(await build(another, '--skip-nx-cache')).not.toContain('cache]');
    expect(await built(another)).toEqual(taken);
  }, 240_000);
});
