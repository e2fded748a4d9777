import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startNode } from '../run-cli.testing.js';
import { CleanRuns, serve, titles, type WebServer } from './clean-runs.testing.js';

let runs: CleanRuns;
let web: WebServer;
beforeAll(async () => {
  runs = await CleanRuns.make();
  await runs.write('in.tsv', titles(20));
  await runs.write('empty.tsv', '');
  await runs.write('drift.tsv', titles(5).replace('primaryTitle', 'title'));
  await runs.write('other.csv', titles(5));
  await runs.write('bad.tsv', titles(10, 9));
  await runs.write('cut.tsv.gz', gzipSync(titles(50)).subarray(0, 200));
  await runs.write('plain.tsv.gz', titles(5));
  await runs.write('packed.tsv', gzipSync(titles(5)));
  await runs.write('image.tsv', Buffer.from([0xff, 0xfe, 0, 1, 2, 3]));
  const tab = {
    tconst: 'tt0000001',
    titleType: 'movie',
    primaryTitle: 'a\tb',
    originalTitle: 'x',
    isAdult: '0',
  };
  await runs.write('tab.ndjson', `${JSON.stringify(tab)}\n`);
  await mkdir(runs.at('folder'));
  await mkdir(runs.at('full'));
  await writeFile(runs.at('full/mine.txt'), 'mine');
  execFileSync('mkfifo', [runs.at('pipe.tsv')]);
  web = await serve((request, response) => {
    response.writeHead(request.url?.startsWith('/gone') ? 404 : 403);
    response.end();
  });
});
afterAll(async () => {
  await web.stop();
  await runs.remove();
});

/** Paths stand below the test's folder, `WEB` is its server. */
const placed = (args: readonly string[]) =>
  args.map((arg) => arg.replace(/^@/, `${runs.root}/`).replace('WEB', web.url));

const usual = ['--in', '@in.tsv', '--out', '@out.tsv'];
const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
  // Mistakes in the call.
  [['--in', '@in.tsv'], 2, /'--out <place>' not specified/],
  [[...usual, '--bogus'], 2, /unknown option '--bogus'/],
  [[...usual, 'extra'], 2, /too many arguments/],
  [
    ['--dataset', 'nope', ...usual],
    2,
    /no dataset "nope": choose one of ([\w-]+, )*title-basics, ([\w-]+, )*title-ratings/,
  ],
  [[...usual, '--in-format', 'xlsx'], 2, /Allowed choices are/],
  [[...usual, '--out-format', 'csv'], 2, /--out is named tsv, --out-format says csv/],
  [[...usual, '--max-reject-ratio', '1.5'], 2, /number from 0 to 1/],
  [[...usual, '--max-reject-ratio', '5%'], 2, /number from 0 to 1/],
  [[...usual, '--part-size', '64MiB'], 2, /--part-size needs/],
  [['--in', '@in.tsv', '--out', '@out/', '--part-size', '1'], 2, /from 1MiB to 5GiB/],
  [['--in', '@in.tsv', '--out', '@out'], 2, /tells no format/],
  [['--in', '@in.tsv', '--out', 'ftp://h/x.tsv'], 2, /--out cannot be ftp:/],
  [['--in', '@in.tsv', '--out', 'https://h/x.tsv'], 2, /--out cannot be a web address/],
  [['--in', '@in.tsv', '--out', '@folder'], 2, /--out tells no format/],
  [['--in', '@in.tsv', '--out', '@folder', '--out-format', 'tsv'], 2, /is a folder/],
  [['--in', '@in.tsv', '--out', '@full/'], 2, /holds files already.*--overwrite/],
  [['--in', '@in.tsv', '--out', '@pipe.tsv'], 2, /no regular file/],
  [[...usual, '--rejects', '@why.txt'], 2, /\.ndjson/],
  [['--in', '@folder', '--out', '@out.tsv'], 2, /is a folder: name one file/],
  [['--in', '@pipe.tsv', '--out', '@out.tsv'], 2, /is not a regular file/],
  [['--in', 's3://bucket', '--out', '@out.tsv'], 2, /names no key/],
  [['--in', '@tab.ndjson', '--out', '@out.tsv'], 2, /"primary_title" holds .*write csv/],
  // The file as a whole is bad.
  [['--in', '@empty.tsv', '--out', '@out.tsv'], 3, /^empty_file: /],
  [['--in', '@drift.tsv', '--out', '@out.tsv'], 3, /^header_drift: .*primaryTitle/],
  [['--in', '@other.csv', '--out', '@out.tsv'], 3, /^not_the_format: /],
  [['--in', '@bad.tsv', '--out', '@out.tsv'], 3, /^too_many_rejects: \d+ of \d+ records/],
  [['--in', '@bad.tsv', '--out', '@out/', '--max-reject-ratio', '0.5'], 3, /at most 50 %/],
  [['--in', '@cut.tsv.gz', '--out', '@out.tsv'], 3, /^corrupt_compression: /],
  [['--in', '@plain.tsv.gz', '--out', '@out.tsv'], 3, /^wrong_compression: /],
  [['--in', '@packed.tsv', '--out', '@out.tsv'], 3, /^wrong_compression: /],
  [['--in', '@image.tsv', '--out', '@out.tsv'], 3, /^undecodable: /],
  // The environment.
  [['--in', '@nope.tsv', '--out', '@out.tsv'], 4, /nope\.tsv does not exist/],
  [['--in', '@no\nsuch\x1b[2J.tsv', '--out', '@out.tsv'], 4, /no\\x0asuch\\x1b\[2J\.tsv does not exist/],
  [['--in', '@in.tsv/x', '--out', '@out.tsv'], 4, /no folder/],
  [['--in', '@in.tsv', '--out', '/proc/none/out.tsv'], 4, /the folder \/proc /],
  [['--in', '@in.tsv', '--out', '@in.tsv/x/out.tsv'], 4, /./],
  [['--in', 'WEB/gone.tsv?token=hunter2', '--out', '@out.tsv'], 4, /gone\.tsv answers 404 Not Found/],
  [['--in', 'WEB/secret.tsv', '--out', '@out.tsv'], 4, /answers 403/],
  [['--in', 'http://127.0.0.1:9/x.tsv', '--out', '@out.tsv'], 4, /nothing answers there/],
  [['--in', 'WEB/x.tsv', '--out', '@out.tsv', '--temp-dir', '@none'], 4, /none .*does not exist/],
  [['--in', 's3://bucket/x.tsv', '--out', '@out.tsv'], 4, /set AWS_REGION/],
];

describe('what fails', () => {
  it.each(cases)('%j: %i', async (args, exitCode, line) => {
    const before = await runs.names();
    const { code, stdout, stderr } = await runs.runHere(placed(args));
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toMatch(/^sluice: [^\n]+\n$/);
    expect(stderr.replace(/^sluice: /, '')).toMatch(line);
    expect(stderr).not.toMatch(/hunter2|\bat .*:\d+:\d+/);
    expect(await runs.names()).toEqual(before);
  });

  it.each([
    [['--in', '@in.tsv', '--out', '@out'], 2],
    [['--in', '@bad.tsv', '--out', '@out.tsv'], 3],
    [['--in', '@nope.tsv', '--out', '@out.tsv'], 4],
    [[...usual, '--bogus'], 2],
  ])('%j: %i, as a process too', async (args, exitCode) => {
    const ended = await runs.run(placed(args));
    expect(ended).toEqual(await runs.runHere(placed(args)));
    expect(ended.code).toBe(exitCode);
  });

  it('a run with S3 that is away', async () => {
    const env = {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
      AWS_MAX_ATTEMPTS: '1',
    };
    for (const args of [
      ['--in', 's3://b/x.tsv', '--out', runs.at('out.tsv')],
      ['--in', runs.at('in.tsv'), '--out', 's3://b/x.tsv'],
      ['--in', runs.at('in.tsv'), '--out', 's3://b/p/'],
    ]) {
      const { code, stdout, stderr } = await runs.runHere(args, env);
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toMatch(/^sluice: s3:\/\/b\/[^\n]*nothing answers there: check AWS_ENDPOINT_URL\n$/);
    }
  });

  it.runIf(process.versions.node.startsWith('20.'))('zstd where Node cannot read it', async () => {
    await runs.write('x.tsv.zst', Buffer.from('28b52ffd0458', 'hex'));
    const { code, stderr } = await runs.runHere(['--in', runs.at('x.tsv.zst'), '--out', runs.at('out.tsv')]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^sluice: unsupported_compression: zstd needs Node 22.15[^\n]*\n$/);
  });

  it('a file that may not become so large', async () => {
    await runs.write('large.tsv', titles(20_000));
    const command = `ulimit -f 64; exec "$0" "$@"`;
    const bundle = `${import.meta.dirname}/../../dist/main.cjs`;
    const args = [
      'clean',
      '--dataset',
      'title-basics',
      '--in',
      runs.at('large.tsv'),
      '--out',
      runs.at('out.tsv'),
    ];
    const before = await runs.names();
    const sh = `require('child_process').spawn('sh', ['-c', ${JSON.stringify(command)}, process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' }).on('exit', (code, signal) => process.exit(code ?? 99))`;
    const { code, stderr } = await startNode(['-e', sh, bundle, ...args], {
      env: { PATH: process.env['PATH'], TMPDIR: runs.root },
    }).ended;
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringMatching(/^sluice: [^\n]+\n$/),
    });
    expect(await runs.names()).toEqual(before);
  });
});

/** The superuser is refused nothing, so these run as somebody else. */
describe.runIf(process.getuid?.() === 0)('without permission', () => {
  const nobody = 65534;
  const runAsNobody = (args: readonly string[]) => {
    const script = `process.setgid(${nobody}); process.setuid(${nobody}); process.argv.splice(1, 1, process.argv[1]); require(process.argv[1])`;
    const bundle = `${import.meta.dirname}/../../dist/main.cjs`;
    return startNode(['-e', script, bundle, 'clean', '--dataset', 'title-basics', ...args], {
      env: { PATH: process.env['PATH'], TMPDIR: runs.at('open') },
    }).ended;
  };
  beforeAll(async () => {
    await chmod(runs.root, 0o755);
    await mkdir(runs.at('open'));
    await chmod(runs.at('open'), 0o777);
    await mkdir(runs.at('closed'), { mode: 0o755 });
    await writeFile(runs.at('open/in.tsv'), titles(5), { mode: 0o644 });
    await writeFile(runs.at('open/secret.tsv'), titles(5), { mode: 0o600 });
  });

  it.each([
    [['--in', '@open/secret.tsv', '--out', '@open/out.tsv'], /secret\.tsv may not be used by this user/],
    [['--in', '@open/in.tsv', '--out', '@closed/out.tsv'], /closed may not be used by this user/],
    [['--in', '@open/in.tsv', '--out', '@closed/'], /closed may not be used by this user/],
    [
      ['--in', '@open/in.tsv', '--out', '@open/out.tsv', '--rejects', '@closed/r.ndjson'],
      /closed may not be used by this user/,
    ],
  ])('%j', async (args, line) => {
    const before = await runs.names();
    const { code, stdout, stderr } = await runAsNobody(placed(args));
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/^sluice: [^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect(await runs.names()).toEqual(before);
  });
});

it('help is no failure', async () => {
  const { code, stdout, stderr } = await runCli(['clean', '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('--max-reject-ratio');
});
