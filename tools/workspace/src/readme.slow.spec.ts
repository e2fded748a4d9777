import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { sampleFileLines, sampleRecords, titleBasics, titleRatings } from '@sluice/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The lines of the README's shell blocks, in order. */
const commands = [...read('README.md').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);
/** Run by continuous integration itself: this test is a part of the first. */
const runElsewhere = ['npm test', 'npm run demo'];
/** Asks AWS itself, which costs money. */
const needsAccount = (command: string): boolean => command.includes('--aws-account');

let folder: string;
let local: ChildProcess | undefined;
let endpoint: string;

/** The command with the reader's files and ports put in. */
const onThisMachine = (command: string): string =>
  command
    .replace('my-titles.tsv.gz', join(folder, 'my-titles.tsv.gz'))
    .replace('titles.parquet', join(folder, 'titles.parquet'))
    .replace('my-ratings.ndjson', join(folder, 'my-ratings.ndjson'))
    .replace('http://127.0.0.1:4566', endpoint)
    .replace('npm run demo --', `npm run demo -- --dir ${join(folder, 'demo')}`);

const run = (command: string) =>
  promisify(execFile)('bash', ['-c', onThisMachine(command)], {
    cwd: root,
    env: { ...process.env, AWS_ENDPOINT_URL: endpoint },
    maxBuffer: 1 << 24,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-readme-'));
  const titles = [...sampleFileLines(titleBasics, { rows: 500, seed: 1, faultRatio: 0.02 })];
  await writeFile(join(folder, 'my-titles.tsv.gz'), gzipSync(titles.map(({ line }) => `${line}\n`).join('')));
  // Bad ones would be refused, and that is exit code 1.
  const ratings = [...sampleRecords(titleRatings, { rows: 100, seed: 2, faultRatio: 0 })];
  await writeFile(
    join(folder, 'my-ratings.ndjson'),
    ratings.map(({ record }) => `${JSON.stringify(record)}\n`).join(''),
  );
});

afterAll(async () => {
  if (local && local.exitCode === null) {
    const ended = new Promise((resolve) => local?.once('exit', resolve));
    local.kill('SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

/** `npm run local`, on a free port and a folder of its own; resolves when it is ready. */
async function startLocal(): Promise<void> {
  const args = ['tools/cli/bin/sluice.cjs', 'local', '--port', '0', '--dir', join(folder, 'local'), '--json'];
  local = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    local?.stdout?.on('data', (chunk: Buffer) => {
      text += String(chunk);
      if (text.includes('\n')) resolve(text);
    });
    local?.once('exit', (code) => reject(new Error(`the local stack ended with ${code}: ${text}`)));
  });
  endpoint = (JSON.parse(line) as { endpoint: string }).endpoint;
}

describe('the commands in README.md', () => {
  it('include those that continuous integration runs', () => {
    for (const command of runElsewhere) {
      expect(commands).toContain(command);
      expect(read('.ci/run')).toMatch(new RegExp(`^${command}( --json)?$`, 'm'));
    }
  });

  it.each(commands.filter((command) => !runElsewhere.includes(command) && !needsAccount(command)))(
    '%s',
    async (command) => {
      if (command === 'npm run local') await startLocal();
      else await run(command);
    },
    120_000,
  );
});
