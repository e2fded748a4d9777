import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCli, type Ended } from '../run-cli.testing.js';
import type { Checkpoint } from './checkpoint.js';
import { startReplayBed, type ReplayBed } from './replay-bed.testing.js';

const records = 6_000;
let bed: ReplayBed;
let ids: string[];
beforeAll(async () => {
  bed = await startReplayBed(3);
  ids = [];
  for (let first = 0; first < records; first += 500) {
    const texts = Array.from({ length: 500 }, (_, index) =>
      JSON.stringify({
        dataset: 'title-ratings',
        data: {
          tconst: `tt${1_000_000 + first + index}`,
          averageRating: index % 50 === 0 ? 99 : 7.5,
          numVotes: index,
          ratedAt: '2026-03-01T00:00:00Z',
        },
      }),
    );
    for (const { shardId, sequenceNumber } of await bed.put(texts))
      ids.push(`${bed.target.names.stream}/${shardId}:${sequenceNumber}`);
  }
});
afterAll(() => bed.close());

describe.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('%s at any moment, again and again', (signal) => {
  it('passes nothing over: the same command comes to the end', async () => {
    const checkpoint = join(bed.folder, `${signal}.json`);
    const start = (rate: number) =>
      startCli(
        [
          'replay',
          'stream',
          '--from',
          '1h',
          '--to',
          '60s',
          '--rate',
          String(rate),
          '--checkpoint',
          checkpoint,
          '--json',
        ],
        { AWS_ENDPOINT_URL: bed.aws.endpoint },
      );
    const reached = async () => {
      try {
        return (JSON.parse(await readFile(checkpoint, 'utf8')) as Checkpoint).records;
      } catch {
        return 0;
      }
    };
    for (let kills = 0; kills < 4; kills++) {
      const before = await reached();
      const { child, ended } = start(900);
      await expect.poll(reached, { timeout: 30_000, interval: 5 }).toBeGreaterThan(before + kills * 137);
      child.kill(signal);
      expect((await ended).code).toBe({ SIGKILL: null, SIGINT: 130, SIGTERM: 143 }[signal]);
    }
    expect(await reached()).toBeLessThan(records);
    const { code, stdout }: Ended = await start(100_000).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      finished: true,
      records,
      datasets: { 'title-ratings': { rows: records - 120, rejects: 120 } },
    });
    const sent = (await bed.batches()).flatMap(({ rows, rejects }) =>
      [...rows, ...rejects].map(({ recordId }) => recordId),
    );
    expect([...new Set(sent)].sort()).toEqual(ids.toSorted());
  }, 120_000);
});
