import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readApp } from './app.js';
import { makeCheckout, runPackaging, workspace } from './packaging-runs.testing.js';
import { readZip } from './read-zip.testing.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-packaging-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Files of each function's zip. */
const functions = {
  's3-trigger-lambda': ['THIRD-PARTY-NOTICES', 'handler.cjs'],
  'kinesis-transform-lambda': ['THIRD-PARTY-NOTICES', 'claim-store.cjs', 'handler.cjs'],
  'dlq-redrive-lambda': ['THIRD-PARTY-NOTICES', 'handler.cjs'],
};

const versionOf = async (app: string): Promise<string> =>
  (JSON.parse(await readFile(join(workspace, 'apps', app, 'package.json'), 'utf8')) as { version: string })
    .version;

async function packaged(
  app: string,
  checkout: string,
  seconds: number,
  how: { umask: string; timeZone: string },
) {
  await makeCheckout(checkout, app, seconds);
  const ended = await runPackaging(checkout, ['function', app], how);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const path = join('dist', 'artifacts', app, `${await versionOf(app)}.zip`);
  const billPath = path.replace(/zip$/, 'cdx.json');
  const [zip, bill] = await Promise.all([path, billPath].map((name) => readFile(join(checkout, name))));
  return { zip: zip as Buffer, bill: bill as Buffer, path, billPath, stdout: ended.stdout };
}
type Packaged = Awaited<ReturnType<typeof packaged>>;

describe.each(Object.entries(functions))('the zip of %s', (app, files) => {
  let one: Packaged;
  let two: Packaged;
  beforeAll(async () => {
    const checkouts = await mkdtemp(join(tmpdir(), 'sluice-packaging-'));
    const here = { umask: '022', timeZone: 'Pacific/Kiritimati' };
    const there = { umask: '077', timeZone: 'America/Los_Angeles' };
    try {
      one = await packaged(app, join(checkouts, 'one'), 1_000_000_000, here);
      two = await packaged(app, join(checkouts, 'two'), 1_700_000_001, there);
    } finally {
      await rm(checkouts, { recursive: true, force: true });
    }
  });

  it('is the same bytes anywhere, any time, and what was printed', () => {
    expect(one.zip.equals(two.zip)).toBe(true);
    const hash = createHash('sha256').update(one.zip);
    const [hex, base64] = [hash.copy().digest('hex'), hash.digest('base64')];
    expect(one.stdout).toBe(
      `${one.path}\n${one.zip.length} bytes, sha256 ${hex}, base64 ${base64}\n${one.billPath}\n`,
    );
    expect(one.bill.toString()).toBe(two.bill.toString());
    // The bill says of which zip it is.
    expect(JSON.parse(one.bill.toString())).toMatchObject({
      metadata: { component: { hashes: [{ alg: 'SHA-256', content: hex }] } },
    });
  });

  it('holds what its handler needs, and nothing else', async () => {
    // Made where nobody else may read what is written.
    const entries = readZip(two.zip);
    expect(entries.map(({ name }) => name)).toEqual(files);
    // Readable by whoever Lambda runs it as.
    for (const { mode } of entries) expect(mode.toString(8)).toBe('100644');
    const folder = join(root, 'task');
    await mkdir(folder);
    for (const { name, content } of entries) await writeFile(join(folder, name), content);
    const scripts = files.filter((name) => name.endsWith('.cjs'));
    const load = scripts.map((name) => `require('./${name}')`).join(';');
    const { startVariables } = (await readApp(workspace, app)).artifact;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', `${load};process.stdout.write(typeof require('./handler.cjs').handler)`],
      { cwd: folder, env: { AWS_REGION: 'eu-west-1', ...startVariables } },
    );
    expect(stdout).toBe('function');
  });
});

describe('packaging', () => {
  it('leaves no zip of another version beside the one it made', async () => {
    const app = 's3-trigger-lambda';
    await makeCheckout(root, app, 0);
    const folder = join(root, 'dist', 'artifacts', app);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '0.0.0.zip'), 'earlier');
    await runPackaging(root, ['function', app]);
    const version = await versionOf(app);
    expect((await readdir(folder)).sort()).toEqual([`${version}.cdx.json`, `${version}.zip`]);
  });

  it.each([
    ['no app', ['function', 'nothing'], 1, /^there is no app nothing: apps are s3-trigger-lambda\n$/],
    ['the wrong kind', ['image', 's3-trigger-lambda'], 1, /^[^\n]*has no main\.cjs in its dist[^\n]*\n$/],
    ['wrong use', ['zip', 's3-trigger-lambda'], 2, /unknown command/],
  ])('says so for %s', async (_what, args, code, stderr) => {
    await makeCheckout(root, 's3-trigger-lambda', 0);
    expect(await runPackaging(root, args)).toMatchObject({ code, stderr: expect.stringMatching(stderr) });
  });

  it('makes nothing of a bundle that is over its budget, or is not the one that was described', async () => {
    const app = 's3-trigger-lambda';
    await makeCheckout(root, app, 0);
    const packageFile = join(root, 'apps', app, 'package.json');
    const stated = await readFile(packageFile, 'utf8');
    await writeFile(packageFile, stated.replace(/"maxBytes": \d+/, '"maxBytes": 200000'));
    const { code, stderr } = await runPackaging(root, ['function', app]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/more than maxBytes, 200000/),
    });
    await expect(readdir(join(root, 'dist'))).rejects.toThrow(/ENOENT/);
    await writeFile(packageFile, stated);
    await appendFile(join(root, 'apps', app, 'dist', 'handler.cjs'), '\n');
    const other = await runPackaging(root, ['function', app]);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/meta\.json does not describe/) });
  });

  it('says so when the bundle was not built, and for what is no function', async () => {
    await makeCheckout(root, 's3-trigger-lambda', 0);
    await rm(join(root, 'apps', 's3-trigger-lambda', 'dist'), { recursive: true });
    const { stderr } = await runPackaging(root, ['function', 's3-trigger-lambda']);
    expect(stderr).toMatch(/has no handler\.cjs in its dist: it has to be built first/);
    await makeCheckout(root, 'fargate-processor', 0);
    const other = await runPackaging(root, ['function', 'fargate-processor']);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/it deploys as an image/) });
  });
});
