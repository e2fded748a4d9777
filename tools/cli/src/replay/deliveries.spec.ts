import { randomBytes } from 'node:crypto';
import type { StreamRecord } from '@sluice/stream-transform';
import { expect, it } from 'vitest';
import { root } from '../run-cli.testing.js';
import { resolveTarget } from '../target/resolve-target.js';
import { dryDeliveries } from './deliveries.js';

const record = (data: Buffer | string, index = 0): StreamRecord => ({
  shardId: 'shardId-000000000000',
  sequenceNumber: String(1_000 + index),
  arrivedAtMs: Date.parse('2026-03-14T12:00:00Z'),
  data: Buffer.from(data),
});
const rating = { tconst: 'tt1000000', averageRating: 7.5, numVotes: 1, ratedAt: '2026-03-01T00:00:00Z' };

async function judged(records: readonly StreamRecord[], dataset?: string) {
  const target = await resolveTarget({ endpoint: 'http://127.0.0.1:1' }, root, {});
  const rejects: string[] = [];
  const deliver = dryDeliveries(target, (name, { reason, ...reject }) => {
    rejects.push(`${name} ${reason}`);
    expect(reject).not.toHaveProperty('raw');
  })({ stream: 'records', dataset });
  return { delivered: await deliver(records, new AbortController().signal), rejects };
}

it('a dry delivery counts as a real one would, claim checks among it', async () => {
  const large = Array.from({ length: 3 }, (_, index) => record(randomBytes(400_000), index));
  const { delivered, rejects } = await judged([
    ...large,
    record(JSON.stringify({ dataset: 'title-ratings', data: rating }), 3),
  ]);
  expect(delivered).toMatchObject({
    datasets: {
      'title-ratings': { rows: 1, rejects: 0 },
      unrouted: { rejects: 3, reasons: { malformed_record: 3 } },
    },
  });
  expect(delivered.datasets['unrouted']?.claims).toBeGreaterThan(0);
  expect(delivered.firstUnsent).toBeUndefined();
  expect(rejects).toContain('unrouted malformed_record');
});

it('records of a stream that is bound to a dataset need no envelope', async () => {
  const plain = [record(JSON.stringify(rating))];
  expect((await judged(plain, 'title-ratings')).delivered.datasets).toMatchObject({
    'title-ratings': { rows: 1, rejects: 0 },
  });
  expect((await judged(plain)).delivered.datasets).toMatchObject({ unrouted: { rows: 0, rejects: 1 } });
});
