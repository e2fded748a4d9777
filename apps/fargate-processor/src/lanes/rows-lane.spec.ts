import { gzipSync } from 'node:zlib';
import { titleBasics, titleRatings } from '@sluice/contracts';
import type { RowBatch, RowBatchContent } from '@sluice/message-schemas';
import { StatementFailedError } from '@sluice/redshift-data-api';
import { describe, expect, it, vi } from 'vitest';
import { committedLoad, received, testEnvironment, type TestEnvironment } from '../environment.testing.js';
import { runRowsLane } from './rows-lane.js';

const arrivedAt = Date.UTC(2026, 0, 1);

const ratingValues = ['tt0000001', '5.7', 1, '2026-01-01T00:00:00.000000Z'];

function rowBatchBody(
  batchId: string,
  overrides: Partial<RowBatch> = {},
  values: RowBatchContent['rows'][number]['values'] = ratingValues,
): string {
  const content: RowBatchContent = {
    rows: [{ recordId: `records/shard:${batchId}`, arrivedAt, values }],
    rejects: [],
  };
  const batch: RowBatch = {
    type: 'RowBatch',
    version: 1,
    dataset: titleRatings.name,
    contractVersion: 1,
    batchId,
    stream: 'records',
    rows: 1,
    rejects: 0,
    content: { kind: 'inline', data: gzipSync(JSON.stringify(content)).toString('base64') },
    ...overrides,
  };
  return JSON.stringify(batch);
}

const message = (batchId: string, overrides: Partial<RowBatch> = {}, receiveCount = 1, receipt = batchId) =>
  received({
    messageId: receipt,
    receiptHandle: receipt,
    body: rowBatchBody(batchId, overrides),
    receiveCount,
  });

async function runUntil(environment: TestEnvironment, done: () => void): Promise<void> {
  const stop = new AbortController();
  const progress = { held: 0, settled: 0, lastProgressAt: 0 };
  const lane = runRowsLane(environment, progress, { stop: stop.signal, abort: new AbortController().signal });
  await vi.waitFor(done, { timeout: 10_000, interval: 5 });
  stop.abort();
  await lane;
  expect(progress.held).toBe(0);
}

const acknowledged = ({ effects }: TestEnvironment) =>
  effects.flatMap((effect) => (effect.do === 'acknowledge' ? [effect.receipt] : []));
/** Sources of a staged load: its manifest of sources is written once a load. */
const loads = ({ effects }: TestEnvironment) =>
  effects.filter((effect) => effect.do === 'put' && effect.key.endsWith('/sources.manifest')).length;

describe('runRowsLane', () => {
  it('loads what gathered as one and acknowledges only after it', async () => {
    const environment = testEnvironment(async () => {
      expect(acknowledged(environment)).toEqual([]);
      return committedLoad();
    });
    environment.inbox.push([message('a'), message('b')], [message('c')]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['a', 'b', 'c']));
    expect(loads(environment)).toBe(1);
  });

  it('takes a batch that came twice once, and acknowledges both messages', async () => {
    const environment = testEnvironment(async () => committedLoad());
    environment.inbox.push([message('a'), message('a', {}, 2, 'again')]);
    await runUntil(environment, () => expect(acknowledged(environment).sort()).toEqual(['a', 'again']));
    expect(loads(environment)).toBe(1);
  });

  it('isolates the batch that the warehouse refuses; the others load', async () => {
    let sources = 0;
    const environment = testEnvironment(async () => {
      sources++;
      // All four, then the halves: only the one with `c` fails on and on.
      if ([1, 3, 4].includes(sources))
        throw new StatementFailedError('value too long', { code: '22001', statementIndex: 1 } as never);
      return committedLoad();
    });
    environment.inbox.push([message('a'), message('b'), message('c'), message('d')]);
    await runUntil(environment, () => expect(acknowledged(environment).sort()).toEqual(['a', 'b', 'c', 'd']));
    const parked = environment.effects.flatMap((effect) =>
      effect.do === 'put' && effect.key.includes('/parked/') ? [effect.key] : [],
    );
    expect(parked).toEqual(['quarantine/parked/title-ratings/c.json']);
  });

  it('brings everything back later when the warehouse is away', async () => {
    const environment = testEnvironment(async () => {
      throw new Error('socket hang up');
    });
    environment.inbox.push([message('a'), message('b')]);
    await runUntil(environment, () =>
      expect(environment.effects.filter((effect) => effect.do === 'hide')).toHaveLength(2),
    );
    expect(acknowledged(environment)).toEqual([]);
  });

  it.each([
    ['no RowBatch', { body: '{"type":"Other"}' }, 'malformed_message'],
    ['content that does not match its counts', { body: rowBatchBody('x', { rows: 2 }) }, 'malformed_message'],
    ['no record', { body: rowBatchBody('x', { rows: 0 }) }, 'malformed_message'],
    ['an unknown dataset', { body: rowBatchBody('x', { dataset: 'nobody' }) }, 'unknown_dataset'],
    [
      'another contract version',
      { body: rowBatchBody('x', { contractVersion: 2 }) },
      'unsupported_contract_version',
    ],
    [
      'a claim check that is gone',
      { body: rowBatchBody('x', { content: { kind: 'claim', bucket: 'staging', key: 'gone', sha256: '' } }) },
      'object_missing',
    ],
    [
      'rows that lack a required column',
      { body: rowBatchBody('x', {}, ratingValues.slice(0, 3)) },
      'malformed_message',
    ],
    [
      'rows of more columns than the table has',
      { body: rowBatchBody('x', {}, [...ratingValues, 1]) },
      'malformed_message',
    ],
  ])('parks a message with %s', async (_what, overrides, reason) => {
    const environment = testEnvironment();
    environment.inbox.push([received(overrides)]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['receipt']));
    expect(environment.effects[0]).toMatchObject({
      do: 'put',
      body: expect.stringContaining(`"reason":"${reason}"`),
    });
  });

  it('loads a batch that was written before a nullable column was added', async () => {
    const environment = testEnvironment(async () => committedLoad());
    const titles = { dataset: titleBasics.name };
    const withoutGenres = ['tt0000001', 'movie', 'A', 'A', false, 1990, null, 90];
    environment.inbox.push([received({ body: rowBatchBody('old', titles, withoutGenres) })]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['receipt']));
    expect(loads(environment)).toBe(1);
  });

  it('parks what failed too often in all, counted by content', async () => {
    const environment = testEnvironment();
    for (const attempt of [1, 2, 3]) expect(await environment.attempts.record('a')).toBe(attempt);
    environment.inbox.push([message('a', {}, 2)]);
    await runUntil(environment, () => expect(acknowledged(environment)).toEqual(['a']));
    expect(environment.effects).toContainEqual(
      expect.objectContaining({ do: 'put', body: expect.stringContaining('"reason":"too_many_attempts"') }),
    );
    // Under its own name, and its count starts anew when a person releases it.
    expect(environment.effects).toContainEqual(
      expect.objectContaining({ do: 'put', key: 'quarantine/parked/title-ratings/a.json' }),
    );
    expect(await environment.attempts.record('a')).toBe(1);
  });
});
