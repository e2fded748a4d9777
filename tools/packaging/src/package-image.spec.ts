import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDockerfile } from './dockerfile.testing.js';
import type { Lock } from './locked-closure.js';
import { makeCheckout, runPackaging, workspace } from './packaging-runs.testing.js';

const app = 'fargate-processor';
let root: string;
let context: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-packaging-'));
  await makeCheckout(root, app, 0);
  const { stdout, code } = await runPackaging(root, ['image', app], { umask: '077' });
  expect(code).toBe(0);
  context = join(root, stdout.split('\n', 1)[0] ?? '');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const read = (name: string) => readFile(join(context, name), 'utf8');

describe('the build context of the image', () => {
  it('holds the bundle and what it is built with, for anyone to read', async () => {
    const names = (await readdir(context)).sort();
    expect(names).toEqual([
      ...['.dockerignore', 'Dockerfile', 'THIRD-PARTY-NOTICES'],
      ...['main.cjs', 'package-lock.json', 'package.json'],
    ]);
    for (const name of names) expect((await stat(join(context, name))).mode & 0o777).toBe(0o644);
    const { version } = JSON.parse(await readFile(join(workspace, 'apps', app, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(context).toBe(join(root, 'dist', 'artifacts', app, version));
  });

  it('gives Docker every file that is copied, and keeps out what an install in it would leave', async () => {
    const ignored = (await read('.dockerignore')).split('\n').filter((line) => line && !line.startsWith('#'));
    const copied = parseDockerfile(await read('Dockerfile'))
      .filter(({ keyword, flags }) => keyword === 'COPY' && flags['from'] === undefined)
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(ignored[0]).toBe('*');
    expect(ignored.slice(1).sort()).toEqual([...new Set(copied.map((name) => `!${name}`))].sort());
  });

  it('is built on an exact version of its base, which the bill of materials names', async () => {
    const [, image] = /^ARG NODE_IMAGE=(.*)$/m.exec(await read('Dockerfile')) ?? [];
    expect(image).toMatch(/^node:\d+\.\d+\.\d+-bookworm-slim(@sha256:[0-9a-f]{64})?$/);
    const stages = parseDockerfile(await read('Dockerfile')).filter(({ keyword }) => keyword === 'FROM');
    for (const { rest } of stages) expect(rest).toMatch(/^\$\{NODE_IMAGE\}( AS \w+)?$/);
    expect(JSON.parse(await readFile(`${context}.cdx.json`, 'utf8'))).toMatchObject({
      metadata: { component: { type: 'container', name: app } },
      components: expect.arrayContaining([
        expect.objectContaining({
          type: 'container',
          'bom-ref': image?.replace(/^node:/, 'pkg:docker/node@'),
        }),
      ]),
    });
  });

  it('depends on what the bundle leaves out', async () => {
    expect(JSON.parse(await read('package.json'))).toMatchObject({
      dependencies: { '@duckdb/node-api': '1.5.5-r.5' },
    });
  });

  it('locks it for both architectures, each with its checksum', async () => {
    const { packages } = JSON.parse(await read('package-lock.json')) as Lock;
    const { '': image, ...locked } = packages;
    expect(image?.dependencies).toEqual({ '@duckdb/node-api': '1.5.5-r.5' });
    for (const name of ['linux-x64', 'linux-arm64'])
      expect(locked).toHaveProperty([`node_modules/@duckdb/node-bindings-${name}`]);
    expect(Object.keys(locked).filter((path) => !/detect-libc|@duckdb/.test(path))).toEqual([]);
    for (const entry of Object.values(locked))
      expect(entry).toMatchObject({ integrity: expect.stringMatching(/^sha512-/) });
  });
});
