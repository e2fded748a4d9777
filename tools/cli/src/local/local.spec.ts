import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sampleFileLines, sampleRecords, titleBasics, titleRatings } from '@sluice/contracts';
import type { StackDescription } from '@sluice/local-stack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { said } from '../contract/contract-root.testing.js';
import { descendantsOf, stillRunning } from '../processes.testing.js';
import { query } from '../query/query.js';
import { runCli } from '../run-cli.testing.js';
import type { Status } from '../status/collect-status.js';
import { targetOf } from '../target/target-options.js';
import { describeUse } from './describe-use.js';
import { startLocal } from './running-local.testing.js';

let folder: string;
let local: Awaited<ReturnType<typeof startLocal>>['local'];
let stack: StackDescription;

const at = () => ['--endpoint', stack.endpoint];

async function rows(sql: string): Promise<unknown> {
  const { code, stdout, stderr } = await runCli(['query', sql, '--json', ...at()]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toHaveLength(2);
  return JSON.parse(stdout);
}

/** Waits for the rows without starting a process each time it looks; then the command says them as well. */
async function becomes(sql: string, expected: readonly object[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const text = await said(() => query(sql, true, targetOf({ endpoint: stack.endpoint })));
      expect(JSON.parse(text)).toEqual(expected);
    },
    { timeout: 25_000, interval: 200 },
  );
  expect(await rows(sql)).toEqual(expected);
}

let running: Awaited<ReturnType<typeof startLocal>>;
beforeAll(async () => {
  running = await startLocal();
  ({ folder, local, stack } = running);
});
afterAll(() => running.close());

describe('sluice local --json', () => {
  it('prints one compact line, the endpoint first', () => {
    expect(local.output.stdout).toBe(`${JSON.stringify(stack)}\n`);
    expect(local.output.stdout).toMatch(/^\{"endpoint":"http:\/\/127\.0\.0\.1:\d+","region":"/);
  });
});

describe('sluice put, query and status', () => {
  it('load a file', async () => {
    const path = join(folder, 'basics.tsv.gz');
    const lines = [...sampleFileLines(titleBasics, { rows: 200, seed: 1, faultRatio: 0 })];
    await writeFile(path, gzipSync(lines.map(({ line }) => `${line}\n`).join('')));
    const { code, stdout } = await runCli(['put', 'file', '--dataset', 'title-basics', path, ...at()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^put \\d+ bytes as s3://${stack.landingBucket}/title-basics/basics.tsv.gz\\n$`),
    );
    await becomes('SELECT COUNT(*) AS n FROM imdb.title_basics', [{ n: 200 }]);
  });

  it('send the valid records and list the refused, or with --no-validate all', async () => {
    const file = join(folder, 'ratings.ndjson');
    const good = [...sampleRecords(titleRatings, { rows: 20, seed: 2, faultRatio: 0 })];
    const lines = good.map(({ record }) => JSON.stringify(record));
    await writeFile(file, [lines[0], 'nope', '', '{"tconst":"x"}', ...lines.slice(1)].join('\n'));
    const put = ['put', 'records', '--dataset', 'title-ratings', '--file', file, ...at()];
    const checked = await runCli(put);
    expect(checked).toMatchObject({
      code: 1,
      stdout: `put 20 records of title-ratings on ${stack.stream}, refused 2\n`,
    });
    expect(checked.stderr).toMatch(
      /^line 2: malformed_record \(expected JSON, found "nope"\)\nline 4: tconst: pattern_mismatch .*\n$/,
    );
    expect(await runCli([...put, '--no-validate'])).toMatchObject({
      code: 0,
      stdout: `put 22 records of title-ratings on ${stack.stream}, refused 0\n`,
    });
    await becomes(
      `SELECT SUM(records_read) AS r, SUM(loaded) AS l, SUM(deduplicated) AS d, SUM(quarantined) AS q FROM sluice.ledger WHERE kind = 'stream'`,
      [{ r: 42, l: 20, d: 20, q: 2 }],
    );
  });

  it('give numbers as numbers', async () => {
    expect(await rows(`SELECT 1 AS i, CAST(1.50 AS DECIMAL(5,2)) AS d, CAST('x' AS VARCHAR) AS t`)).toEqual([
      { i: 1, d: 1.5, t: 'x' },
    ]);
  });

  it('show a table to people', async () => {
    const { stdout } = await runCli(['query', 'SELECT 7 AS seven', ...at()]);
    expect(stdout).toMatch(/seven[\s\S]*7[\s\S]*1 row\n$/);
  });

  it.each(['selec 1', 'SELECT * FROM nowhere', "SELECT * FROM read_csv('x')", 'SELECT 1; SELECT 2', '   '])(
    'refuse %j in one line',
    async (sql) => {
      const { code, stdout, stderr } = await runCli(['query', sql, ...at()]);
      expect(code).not.toBe(0);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^sluice: .+\n$/);
    },
  );

  it('tell how everything is', async () => {
    const { stdout } = await runCli(['status', '--json', ...at()]);
    const found = JSON.parse(stdout) as Status;
    expect(Object.keys(found.queues)).toEqual([
      'files',
      'filesDlq',
      'rows',
      'rowsDlq',
      'parked',
      'undelivered',
    ]);
    expect(found.stream).toEqual({ name: stack.stream, status: 'ACTIVE', shards: 2 });
    expect(found.alarms).toHaveLength(2);
    for (const each of found.ledger ?? [])
      expect(each.loaded + each.deduplicated + each.quarantined).toBe(each.read);
    const { stdout: text } = await runCli(['status', ...at()]);
    expect(text).toContain('title-basics');
  });

  it('take AWS_ENDPOINT_URL for --endpoint', async () => {
    const { code } = await runCli(['status'], { AWS_ENDPOINT_URL: stack.endpoint });
    expect(code).toBe(0);
  });
});

describe('what it prints for people', () => {
  it('names every setting, and where sluice does not find it, its endpoint', () => {
    const text = describeUse(stack, '/state', false);
    for (const part of [
      'AWS_ENDPOINT_URL=',
      'AWS_REGION=',
      'AWS_ACCESS_KEY_ID=',
      `status --endpoint ${stack.endpoint}`,
    ])
      expect(text).toContain(part);
    expect(describeUse(stack, '/state', true)).toContain('npx sluice status\n');
  });
});

describe('SIGTERM', () => {
  it('stops everything it started, with exit code 0', async () => {
    const started = descendantsOf(local.child.pid ?? 0);
    expect(started.length).toBeGreaterThanOrEqual(3);
    local.child.kill('SIGTERM');
    expect((await local.ended).code).toBe(0);
    expect(stillRunning(started)).toEqual([]);
    expect((await runCli(['status', ...at()])).code).toBe(1);
  });
});
