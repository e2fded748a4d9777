import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PutBucketNotificationConfigurationCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { readTopology, startLocalStack, type LocalStack } from '@sluice/local-stack';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listening } from '../listening.testing.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { root } from '../run-cli.testing.js';
import { sweepDeployment } from '../sweep/sweep-deployment.js';
import { resolveTarget, type Target } from '../target/resolve-target.js';
import { objectStoreOf } from '../target/target-clients.js';
import { contractsOfNow } from './quarantine-bed.testing.js';
import { replayQuarantine, type ReplayQuarantineOptions } from './replay-quarantine.js';

/** The built processor, or another one in its place. */
const processor =
  process.env['SLUICE_PROCESSOR_BUNDLE'] ?? join(root, 'apps', 'fargate-processor', 'dist', 'main.cjs');

let folder: string;
let stack: LocalStack;
let target: Target;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-quarantine-stack-'));
  const topology = await readTopology(root);
  const microBatch = { ...topology.processor.microBatch, maxAgeSeconds: 30 };
  stack = await startLocalStack({
    workspaceRoot: root,
    dataDirectory: folder,
    topology: { ...topology, processor: { ...topology.processor, microBatch } },
    bundles: { 'fargate-processor': processor },
    warn: () => undefined,
  });
  target = await resolveTarget({ endpoint: stack.aws.endpoint }, root, {});
});
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true, force: true });
});

const header =
  'isAdult\ttconst\ttitleType\tprimaryTitle\toriginalTitle\tstartYear\tendYear\truntimeMinutes\tgenres';
const title = (n: number, year: number) =>
  `0\ttt${String(1_000_000 + n)}\tmovie\tTitle ${n}\tTitle ${n}\t${year}\t\\N\t90\tDrama`;
const land = (key: string, lines: readonly string[]) =>
  stack.clients.s3.send(
    new PutObjectCommand({ Bucket: target.names.landingBucket, Key: key, Body: `${lines.join('\n')}\n` }),
  );
const rows = async (sql: string) => (await stack.warehouse.query(sql)).rows;
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 250 });
const states = (dataset: string) =>
  rows(
    `SELECT state, COUNT(*) FROM sluice.rejects WHERE dataset = '${dataset}' GROUP BY state ORDER BY state`,
  );
const replay = async (dataset: string, options: Partial<ReplayQuarantineOptions> = {}) => {
  const { result, stdout } = await listening(() =>
    replayQuarantine(
      { dataset, dryRun: false, yes: true, json: true, ...options },
      () => Promise.resolve(target),
      interruptible().interrupt,
      undefined,
      contractsOfNow,
    ),
  );
  return { exitCode: result, ...(JSON.parse(stdout) as Record<string, unknown>) };
};
const loadedFiles = async (count: number) =>
  eventually(async () => {
    const [[files] = []] = await rows(`SELECT COUNT(*) FROM sluice.ledger WHERE kind = 'file'`);
    expect(Number(files)).toBe(count);
  });

it('what a mended contract takes is loaded under its old ids, once; the rest stays; files and streams', async () => {
  const bad = [title(900, 2500), title(901, 2700), title(902, 2600), 'short\trecord'];
  const good = Array.from({ length: 60 }, (_, n) => title(n, 1990));
  await land('title-basics/a.tsv', [header, ...good.slice(0, 30), ...bad, ...good.slice(30)]);
  await loadedFiles(1);
  // A newer version of a key that a bad record has: the bad one is not needed any more. S3 knows whole seconds.
  await delay(1_100);
  await land('title-basics/b.tsv', [header, title(902, 2001)]);
  const rating = (n: number, averageRating: number) => ({
    PartitionKey: String(n),
    Data: Buffer.from(
      JSON.stringify({
        dataset: 'title-ratings',
        data: { tconst: `tt${1_000_000 + n}`, averageRating, numVotes: n, ratedAt: '2026-03-14T09:26:53Z' },
      }),
    ),
  });
  const Records = [rating(1, 7), rating(2, 10.5), rating(3, 10.6), rating(4, 99), rating(5, 8)];
  await stack.clients.kinesis.send(new PutRecordsCommand({ StreamName: target.names.stream, Records }));
  await loadedFiles(2);
  await eventually(async () => expect(await states('title-ratings')).toEqual([['quarantined', 3]]));
  expect(await states('title-basics')).toEqual([['quarantined', 4]]);

  expect(await replay('title-basics', { dryRun: true })).toMatchObject({ exitCode: 1, good: 3, sent: 0 });
  // Twice at once: the second is known by then, or by its ids.
  for (const run of [1, 2])
    expect(await replay('title-basics'), `run ${run}`).toMatchObject({ exitCode: 1, good: 3, sent: 3, bad: { field_count: 1 } });
  for (const run of [1, 2])
    expect(await replay('title-ratings'), `run ${run}`).toMatchObject({ exitCode: 1, good: 2, sent: 2, bad: { out_of_range: 1 } });
  await eventually(async () => {
    expect(await states('title-basics')).toEqual([['deduplicated', 1], ['loaded', 2], ['quarantined', 1]]);
    expect(await states('title-ratings')).toEqual([['loaded', 2], ['quarantined', 1]]);
  });
  expect(await rows(`SELECT tconst, start_year FROM imdb.title_basics WHERE start_year <> 1990 ORDER BY tconst`)).toEqual([
    ['tt1000900', 2500],
    ['tt1000901', 2700],
    ['tt1000902', 2001],
  ]);
  expect(await rows(`SELECT COUNT(*), COUNT(DISTINCT _record_id) FROM imdb.title_basics`)).toEqual([[63, 63]]);
  expect(await rows(`SELECT COUNT(*), COUNT(DISTINCT _record_id) FROM imdb.title_ratings`)).toEqual([[4, 4]]);
  // As if it had been good when it came: its file's id, its place, its arrival.
  expect(
    await rows(`SELECT t.tconst, SUBSTRING(t._record_id, LENGTH(t._record_id) - 11), t._arrived_at = l.arrived_at
      FROM imdb.title_basics t JOIN imdb.title_basics__ledger l ON l.source_id = LEFT(t._record_id, LENGTH(t._record_id) - 13)
      WHERE t.start_year IN (2500, 2700) ORDER BY 1`),
  ).toEqual([['tt1000900', '000000000030', true], ['tt1000901', '000000000031', true]]);
  expect(await rows(`SELECT DISTINCT reconciled FROM sluice.ledger`)).toEqual([[true]]);
  expect(await rows(`SELECT DISTINCT origin LIKE 'quarantine:%' FROM sluice.ledger WHERE kind = 'replay'`)).toEqual([[true]]);
  expect(await replay('title-ratings')).toMatchObject({ exitCode: 1, read: 1, good: 0, sent: 0 });
}, 240_000); // prettier-ignore

const sweepAll = async () => {
  const options = { since: '1h', until: '0s', prefix: '', dryRun: false, json: true };
  const { stdout, result } = await listening(() =>
    sweepDeployment(options, () => Promise.resolve(target), interruptible().interrupt),
  );
  return { exitCode: result, ...(JSON.parse(stdout) as Record<string, unknown>) };
};

it('a file whose announcement was lost is found by sweep, and loaded; what is loaded or parked is left alone', async () => {
  await land('title-basics/drifted.tsv', ['tconst\tother', 'tt1000001\tx']);
  await eventually(async () => expect(await parked()).toBe(1));
  await stack.clients.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: target.names.landingBucket, NotificationConfiguration: {} }),
  );
  await land('title-basics/lost.tsv', [header, title(700, 1970)]);
  expect(await sweepAll()).toMatchObject({ exitCode: 0, landed: 4, known: 2, parked: 1, announced: 1, lost: [{ key: 'title-basics/lost.tsv' }] });
  await loadedFiles(3);
  expect(await rows(`SELECT COUNT(*) FROM imdb.title_basics WHERE tconst = 'tt1000700'`)).toEqual([[1]]);
  expect(await sweepAll()).toMatchObject({ exitCode: 0, known: 3, parked: 1, announced: 0, lost: [] });

  // As the scheduled task does it.
  await land('title-basics/lost-too.tsv', [header, title(701, 1971)]);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [processor, 'sweep', '--since', '1h', '--until', '0s', '--json'],
    {
      env: {
        ...{ AWS_REGION: target.region, AWS_ENDPOINT_URL: stack.aws.endpoint, PATH: process.env['PATH'] ?? '' },
        ...{ AWS_ACCESS_KEY_ID: 'sweep', AWS_SECRET_ACCESS_KEY: 'local' },
        LANDING_BUCKET: target.names.landingBucket,
        QUARANTINE_BUCKET: target.names.quarantineBucket,
        FILES_QUEUE_URL: stack.queueUrls.files,
        WAREHOUSE_WORKGROUP: target.names.workgroup,
        WAREHOUSE_DATABASE: target.names.database,
        SWEEP_MIN_AGE_SECONDS: '60',
        SWEEP_MAX_AGE_SECONDS: '3600',
      },
    },
  );
  expect(JSON.parse(stdout)).toMatchObject({ landed: 5, known: 3, parked: 1, announced: 1 });
  await loadedFiles(4);
}, 240_000); // prettier-ignore

async function parked(): Promise<number> {
  let objects = 0;
  for await (const _ of objectStoreOf(target).list(target.names.quarantineBucket, 'parked/')) objects++;
  return objects;
}
