import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { sampleFileLines, titleBasics } from '@sluice/contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startLocalStack, type LocalStack } from './index.js';

const workspaceRoot = join(import.meta.dirname, '..', '..', '..');
const files = 120;
const rowsPerFile = 20;

let dataDirectory: string;
let stack: LocalStack;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-scaling-'));
  stack = await startLocalStack({ workspaceRoot, dataDirectory, warn: () => undefined });
});
afterAll(async () => {
  await stack.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function landFile(seed: number): Promise<void> {
  const lines = [...sampleFileLines(titleBasics, { rows: rowsPerFile, seed, faultRatio: 0 })];
  await stack.clients.s3.send(
    new PutObjectCommand({
      Bucket: stack.names.landingBucket,
      Key: `${titleBasics.name}/${seed}.tsv`,
      Body: lines.map(({ line }) => `${line}\n`).join(''),
    }),
  );
}

const running = () => stack.processor.tasks().filter(({ status }) => status === 'RUNNING').length;

it('a backlog gets more tasks, which share it, and go when it is done', { timeout: 240_000 }, async () => {
  expect(running()).toBe(1);
  let most = 0;
  await Promise.all(Array.from({ length: files }, (_, index) => landFile(index + 1)));
  await vi.waitFor(
    async () => {
      most = Math.max(most, running());
      const { rows } = await stack.warehouse.query(
        `SELECT COUNT(*), SUM(records_read), SUM(loaded + deduplicated + quarantined) FROM sluice.ledger`,
      );
      expect(rows[0]?.map(Number)).toEqual([files, files * rowsPerFile, files * rowsPerFile]);
    },
    { timeout: 180_000, interval: 250 },
  );
  expect(most).toBeGreaterThan(1);
  await vi.waitFor(() => expect(running()).toBe(1), { timeout: 30_000, interval: 250 });
  // The others were told to go, and went in order.
  expect(stack.processor.exits().map(({ exitCode }) => exitCode)).toEqual(
    stack.processor.exits().map(() => 0),
  );
});
