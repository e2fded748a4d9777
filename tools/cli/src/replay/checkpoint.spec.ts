import { expect, it } from 'vitest';
import { differences, newCheckpoint, type ReplayRequest } from './checkpoint.js';

const now = new Date('2026-03-14T12:00:00.000Z');
const request: ReplayRequest = {
  stream: { name: 'records', createdAt: '2026-01-01T00:00:00.000Z' },
  window: { from: { text: '24h', at: new Date('2026-03-13T12:00:00.000Z') } },
  shardIds: ['b', 'a'],
};
const checkpoint = newCheckpoint(request, now);
const moment = (text: string, at = text) => ({ text, at: new Date(at) });
const other = (change: Partial<ReplayRequest>) => differences(checkpoint, { ...request, ...change });

it('ends at the moment of the first start', () => {
  expect(checkpoint).toMatchObject({ from: '2026-03-13T12:00:00.000Z', to: '2026-03-14T12:00:00.000Z' });
});

it('a duration means what it meant at the first start', () => {
  expect(other({ window: { from: moment('24h', '2026-03-20T12:00:00.000Z') } })).toEqual([]);
  expect(other({ shardIds: ['a', 'b'] })).toEqual([]);
});

it('the moments themselves name it as well', () => {
  const window = { from: moment('2026-03-13T12:00:00.000Z'), to: moment('2026-03-14T12:00:00.000Z') };
  expect(other({ window })).toEqual([]);
});

it.each<[string, Partial<ReplayRequest>, RegExp]>([
  ['stream', { stream: { ...request.stream, name: 'others' } }, /of the stream records, not others/],
  ['stream of the same name', { stream: { ...request.stream, createdAt: now.toISOString() } }, /created at/],
  ['--from', { window: { from: moment('25h', '2026-03-13T11:00:00Z') } }, /its --from is 24h, not 25h/],
  [
    '--to',
    { window: { ...request.window, to: moment('1h', now.toISOString().replace('12', '11')) } },
    /its --to is the moment it began, not 1h/,
  ],
  ['shard', { shardIds: ['a'] }, /its shards are a, b, not a/],
  ['shards', { shardIds: [] }, /its shards are a, b, not all/],
  ['dataset', { dataset: 'title-ratings' }, /its --dataset is none, not title-ratings/],
])('another %s is another replay', (_, change, line) => {
  expect(other(change)).toEqual([expect.stringMatching(line)]);
});

it('a --to that was given and is not now is another replay', () => {
  const given = newCheckpoint(
    { ...request, window: { ...request.window, to: moment('1h', '2026-03-14T11:00:00Z') } },
    now,
  );
  expect(differences(given, request)).toEqual(['its --to is 1h, not the moment of the start']);
});
