import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { sampleFileLines, sampleRecords, titleBasics, titleRatings, type Dataset } from '@sluice/contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startLocalStack, type LocalStack } from './index.js';

const workspaceRoot = join(import.meta.dirname, '..', '..', '..');
const kills = 15;
const files = 8;
const rowsPerFile = 3000;
const recordCount = 4000;

let dataDirectory: string;
let stack: LocalStack;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-killed-'));
  stack = await startLocalStack({ workspaceRoot, dataDirectory, warn: () => undefined });
});
afterAll(async () => {
  await stack.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

const ask = async (sql: string): Promise<number[]> =>
  ((await stack.warehouse.query(sql)).rows[0] ?? []).map(Number);

async function landFiles(dataset: Dataset): Promise<void> {
  for (let seed = 1; seed <= files; seed++) {
    const lines = [...sampleFileLines(dataset, { rows: rowsPerFile, seed, faultRatio: 0.02 })];
    await stack.clients.s3.send(
      new PutObjectCommand({
        Bucket: stack.names.landingBucket,
        Key: `${dataset.name}/${seed}.tsv`,
        Body: lines.map(({ line }) => `${line}\n`).join(''),
      }),
    );
  }
}

async function putRecords(): Promise<void> {
  const records = [...sampleRecords(titleRatings, { rows: recordCount, seed: 9, faultRatio: 0.02 })];
  for (let start = 0; start < records.length; start += 250) {
    let waiting = records.slice(start, start + 250).map(({ record }, index) => ({
      Data: Buffer.from(JSON.stringify({ dataset: titleRatings.name, data: record })),
      PartitionKey: String(start + index),
    }));
    while (waiting.length > 0) {
      const { Records = [] } = await stack.clients.kinesis.send(
        new PutRecordsCommand({ StreamName: stack.names.stream, Records: waiting }),
      );
      waiting = waiting.filter((_, index) => Records[index]?.ErrorCode !== undefined);
    }
  }
}

function kill(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Kills the worker, and now and then a function, at moments of no one's choosing. */
async function killAtRandom(): Promise<{ processors: number; functions: number }> {
  const killed = { processors: 0, functions: 0 };
  while (killed.processors < kills) {
    await delay(200 + Math.random() * 800);
    if (stack.processor.tasks().some(({ pid }) => kill(pid))) killed.processors++;
    const environments = stack.aws.lambda.functions().flatMap((each) => each.environments);
    if (Math.random() < 0.3 && environments.some(({ pid }) => kill(pid))) killed.functions++;
  }
  return killed;
}

it('killed at any moment, redelivered: nothing lost, nothing doubled', { timeout: 240_000 }, async () => {
  const [, , killed] = await Promise.all([landFiles(titleBasics), putRecords(), killAtRandom()]);
  expect(killed.processors).toBe(kills);

  const expected = [files * rowsPerFile, recordCount];
  await vi.waitFor(
    async () =>
      expect(
        await ask(`SELECT
          (SELECT SUM(records_read) FROM sluice.ledger WHERE kind = 'file'),
          (SELECT SUM(loaded + deduplicated + quarantined) FROM sluice.ledger WHERE kind = 'file')`),
      ).toEqual([expected[0], expected[0]]),
    { timeout: 120_000, interval: 500 },
  );
  await vi.waitFor(
    async () =>
      expect(
        // Batches may be packed anew after a kill, so records may be read twice; each has one effect.
        await ask(
          `SELECT (SELECT COUNT(*) FROM imdb.title_ratings) + (SELECT COUNT(*) FROM imdb.title_ratings__rejects)`,
        ),
      ).toEqual([recordCount]),
    { timeout: 120_000, interval: 500 },
  );

  for (const table of ['imdb.title_basics', 'imdb.title_ratings']) {
    const [rows, ids, rejects, rejectIds] = await ask(`SELECT
      (SELECT COUNT(*) FROM ${table}), (SELECT COUNT(DISTINCT _record_id) FROM ${table}),
      (SELECT COUNT(*) FROM ${table}__rejects), (SELECT COUNT(DISTINCT _record_id) FROM ${table}__rejects)`);
    expect({ rows, rejects }).toEqual({ rows: ids, rejects: rejectIds });
    expect(rows).toBeGreaterThan(0);
    expect(rejects).toBeGreaterThan(0);
  }
  const [keys, titles] = await ask('SELECT COUNT(DISTINCT tconst), COUNT(*) FROM imdb.title_basics');
  expect(titles).toBe(keys);
});
