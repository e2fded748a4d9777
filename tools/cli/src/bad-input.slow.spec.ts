import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.testing.js';

const nowhere = ['--endpoint', 'http://127.0.0.1:9'];
let folder: string;
let ndjson: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
  ndjson = join(folder, 'records.ndjson');
  await writeFile(ndjson, '{}\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One line that says what and what to do; nothing on standard output; no stack trace. */
async function refused(args: string[], exitCode: number, line: RegExp, env?: NodeJS.ProcessEnv) {
  const { code, stdout, stderr } = await runCli(args, env);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  expect(stderr).toMatch(/^sluice: .*\n$/);
  expect(stderr).toMatch(line);
}

describe('bad input', () => {
  it.each([
    [['bogus'], /unknown command 'bogus' \(see sluice --help\)/],
    [['query'], /missing required argument 'sql'/],
    [['put', 'file', '--dataset', 'title-basics'], /missing required argument 'path'/],
    [['put', 'file', 'x.tsv'], /--dataset <name>/],
    [['demo', '--rows', 'many'], /whole number from 1/],
    [['demo', '--rows', '0'], /whole number from 1/],
    [['demo', '--file', 'x.tsv'], /name the dataset as well/],
    [['demo', '--dataset', 'title-basics'], /name the file as well/],
    [
      ['demo', '--file', 'x.tsv', '--dataset', 'nope'],
      /choose one of ([\w-]+, )*title-basics, ([\w-]+, )*title-ratings/,
    ],
    [['local', '--port', '70000'], /whole number from 0 to 65535/],
    [
      ['migrate', '--dataset', 'nope'],
      /there is no dataset "nope": choose one of ([\w-]+, )*title-basics, ([\w-]+, )*title-ratings, ([\w-]+, )*unrouted/,
    ],
    [['migrate', '--grant-to', 'a b'], /no name of a user, such as IAMR:/],
    [['migrate', '--force'], /unknown option '--force'/],
    [['status', '--endpoint', 'nonsense'], /not a URL/],
    [['status', '--env', 'Not A Name'], /not the name of an environment/],
  ])('%j is a mistake in its use', (args, line) => refused(args, 2, line));

  it('a file that does not exist', () =>
    refused(['put', 'file', '--dataset', 'title-basics', '/nope', ...nowhere], 1, /\/nope does not exist/));

  it('a folder instead of a file', () =>
    refused(['put', 'records', '--dataset', 'title-ratings', '--file', '/tmp'], 1, /\/tmp is not a file/));

  it("the demo's file that does not exist, before anything is started", () =>
    refused(['demo', '--file', '/nope', '--dataset', 'title-basics'], 1, /\/nope does not exist/));

  it.each([
    ['nothing', /does not exist/],
    ['[', /is not JSON/],
    ['{}', /is no list of faults: .*expected array/],
    ['[{"service":"sqs","kind":"errror"},{"service":1,"kind":"slow"}]', /at \[0\]\.kind .*at \[1\]\.service/],
  ])('faults that are %s', async (text, line) => {
    const file = join(folder, `${text.length}.json`);
    if (text !== 'nothing') await writeFile(file, text);
    await refused(['local', '--port', '0', '--faults', file], 1, line);
  });

  it('an unknown dataset lists those that are known', () =>
    refused(['put', 'file', '--dataset', 'nope', ndjson], 2, /title-basics, ([\w-]+, )*title-ratings/));

  it.each([
    [['query', 'SELECT 1']],
    [['status']],
    [['migrate', '--yes']],
    [['put', 'file', '--dataset', 'title-basics', 'FILE']],
    [['put', 'records', '--no-validate', '--dataset', 'title-ratings', '--file', 'FILE']],
  ])('%j where nobody answers', (args) =>
    refused(
      [...args.map((each) => (each === 'FILE' ? ndjson : each)), ...nowhere],
      1,
      /nothing answers at http:\/\/127\.0\.0\.1:9: start the local stack/,
    ),
  );

  it('AWS without a region', () => refused(['query', 'SELECT 1', '--env', 'dev'], 1, /set AWS_REGION/));

  it("somebody else's server", async () => {
    const server = createServer((_, response) => response.writeHead(404).end('not here'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { code, stderr } = await runCli(['status', '--endpoint', endpoint]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^sluice: .*\n$/);
    } finally {
      server.close();
    }
  });

  it('a folder of the user for the demo is left alone', async () => {
    await refused(['demo', '--dir', folder], 1, /is not empty: choose a new folder/);
  });

  it('a busy port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const { code, stdout, stderr } = await runCli([
        'local',
        '--port',
        String(port),
        '--dir',
        join(folder, 'state'),
      ]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(`sluice: port ${port} is in use: stop what uses it, or choose another`);
      expect(stderr).not.toMatch(/\n\s+at /);
    } finally {
      server.close();
    }
  });

  it('tells what there is with --help', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of ['demo', 'local', 'put', 'query', 'status', 'migrate'])
      expect(stdout).toContain(command);
  });
});
