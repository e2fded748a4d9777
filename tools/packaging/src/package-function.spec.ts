import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCheckout, runPackaging, workspace } from './packaging-runs.testing.js';
import { readZip } from './read-zip.testing.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-packaging-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const queue = 'https://sqs.eu-west-1.amazonaws.com/123456789012/sluice-dev';
const arn = 'arn:aws:sqs:eu-west-1:123456789012:sluice-dev';
const lane = {
  queueUrl: `${queue}-rows`,
  queueArn: `${arn}-rows`,
  dlqUrl: `${queue}-dlq`,
  dlqArn: `${arn}-dlq`,
};

/** Files of each function's zip, and the least that its handler begins with. */
const functions = {
  's3-trigger-lambda': { files: ['handler.cjs'], variables: { FILES_QUEUE_URL: queue } },
  'kinesis-transform-lambda': {
    files: ['claim-store.cjs', 'handler.cjs'],
    variables: { ROWS_QUEUE_URL: queue, STAGING_BUCKET: 'staging', MAX_CONTENT_BYTES: '245760' },
  },
  'dlq-redrive-lambda': {
    files: ['handler.cjs'],
    variables: {
      LANES: JSON.stringify([{ name: 'rows', ...lane }]),
      ALARM_NAMES: '{}',
      REDRIVE_MAX_MESSAGES_PER_SECOND: '50',
      REDRIVE_PAUSE_SECONDS: '120',
      REDRIVE_MAX_TASKS_PER_WINDOW: '9',
      REDRIVE_WINDOW_SECONDS: '86400',
      REDRIVE_EVIDENCE_SECONDS: '600',
    },
  },
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
  await makeCheckout(join(root, checkout), app, seconds);
  const ended = await runPackaging(join(root, checkout), ['function', app], how);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const path = join('dist', 'artifacts', app, `${await versionOf(app)}.zip`);
  return { zip: await readFile(join(root, checkout, path)), path, stdout: ended.stdout };
}

describe.each(Object.entries(functions))('the zip of %s', (app, { files, variables }) => {
  it('is the same bytes anywhere, any time, and what was printed', async () => {
    const here = { umask: '022', timeZone: 'Pacific/Kiritimati' };
    const there = { umask: '077', timeZone: 'America/Los_Angeles' };
    const one = await packaged(app, 'one', 1_000_000_000, here);
    const two = await packaged(app, 'two', 1_700_000_001, there);
    expect(one.zip.equals(two.zip)).toBe(true);
    const hash = createHash('sha256').update(one.zip);
    const [hex, base64] = [hash.copy().digest('hex'), hash.digest('base64')];
    expect(one.stdout).toBe(`${one.path}\n${one.zip.length} bytes, sha256 ${hex}, base64 ${base64}\n`);
  });

  it('holds what its handler needs, and nothing else', async () => {
    const { zip } = await packaged(app, 'one', 0, { umask: '077', timeZone: 'UTC' });
    const entries = readZip(zip);
    expect(entries.map(({ name }) => name)).toEqual(files);
    // Readable by whoever Lambda runs it as.
    for (const { mode } of entries) expect(mode.toString(8)).toBe('100644');
    const folder = join(root, 'task');
    await mkdir(folder);
    for (const { name, content } of entries) await writeFile(join(folder, name), content);
    const load = files.map((name) => `require('./${name}')`).join(';');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', `${load};process.stdout.write(typeof require('./handler.cjs').handler)`],
      { cwd: folder, env: { AWS_REGION: 'eu-west-1', ...variables } },
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
    expect(await readdir(folder)).toEqual([`${await versionOf(app)}.zip`]);
  });

  it.each([
    ['no app', ['function', 'nothing'], 1, /^there is no app nothing: apps are s3-trigger-lambda\n$/],
    ['the wrong kind', ['image', 's3-trigger-lambda'], 1, /^[^\n]*has no main\.cjs in its dist[^\n]*\n$/],
    ['wrong use', ['zip', 's3-trigger-lambda'], 2, /unknown command/],
  ])('says so for %s', async (_what, args, code, stderr) => {
    await makeCheckout(root, 's3-trigger-lambda', 0);
    expect(await runPackaging(root, args)).toMatchObject({ code, stderr: expect.stringMatching(stderr) });
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
