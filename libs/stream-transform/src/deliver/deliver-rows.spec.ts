import { titleBasics, titleRatings } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import type { RowAgain } from '../index.js';
import { bytesOf, FakeDelivery, noise, settings } from './delivery.testing.js';

const ratings = (count: number, text = (_: number) => 'tt0000001'): RowAgain[] =>
  Array.from({ length: count }, (_, index) => ({
    dataset: titleRatings,
    row: {
      recordId: index % 2 === 0 ? `a-file:${String(index).padStart(12, '0')}` : `ratings/shard:${index}`,
      arrivedAt: 1_760_000_000_000 - index,
      values: [text(index), '8.7', index, '2026-03-14T08:26:53.000000Z'],
    },
  }));
const sentRows = ({ taken }: FakeDelivery) => taken.flatMap(({ content }) => content.rows);

describe('deliverRows', () => {
  it('sends rows of any sources as a replay, under the identities that they had', async () => {
    const world = new FakeDelivery();
    const rows = ratings(5);
    const delivered = await world.deliverRows(rows, { stream: 'quarantine' });
    expect(delivered).toEqual({
      datasets: { 'title-ratings': { rows: 5, rejects: 0, messages: 1, claims: 0, reasons: {} } },
    });
    expect(world.taken[0]?.batch).toMatchObject({ kind: 'replay', stream: 'quarantine', rejects: 0 });
    expect(sentRows(world)).toEqual(rows.map(({ row }) => row));
    expect(world.taken[0]?.message.attributes).toEqual({ 'sluice-dataset': 'title-ratings' });
  });

  it('makes the same messages of the same rows, and others of other rows', async () => {
    const bodies = async (rows: readonly RowAgain[]) => {
      const world = new FakeDelivery();
      await world.deliverRows(rows);
      return world.taken.map(({ message }) => message.body);
    };
    expect(await bodies(ratings(3))).toEqual(await bodies(ratings(3)));
    expect(await bodies(ratings(3))).not.toEqual(await bodies(ratings(4)));
  });

  it('keeps datasets apart, and messages within their limit', async () => {
    const world = new FakeDelivery();
    const [other] = ratings(1);
    const rows = [...ratings(400, (index) => noise(index, 1_000)), { ...(other as RowAgain), dataset: titleBasics }];
    await world.deliverRows(rows);
    expect(world.taken.length).toBeGreaterThan(2);
    expect(world.taken.every(({ message }) => bytesOf(message) <= settings.maxMessageBytes)).toBe(true);
    expect(sentRows(world)).toHaveLength(401);
    expect(new Set(world.taken.map(({ batch }) => batch.dataset))).toEqual(new Set(['title-basics', 'title-ratings']));
  }); // prettier-ignore

  it('sends by claim check what fits no message', async () => {
    const world = new FakeDelivery();
    const { datasets } = await world.deliverRows(ratings(1, () => noise(1, 900_000)));
    expect(datasets['title-ratings']).toMatchObject({ rows: 1, messages: 1, claims: 1 });
  });

  it('tells the first row that is not on the queue', async () => {
    const world = new FakeDelivery();
    world.refuse = () =>
      world.taken.length >= 1 ? { code: 'RequestThrottled', senderFault: false } : undefined;
    const rows = ratings(600, (index) => noise(index, 1_000));
    const { firstUnsent, code } = await world.deliverRows(rows);
    expect(code).toBe('RequestThrottled');
    expect(firstUnsent).toBe(sentRows(world).length);
    const stopped = new AbortController();
    stopped.abort();
    expect(await world.deliverRows(rows, {}, stopped.signal)).toMatchObject({ firstUnsent: 0 });
  });

  it('begins nothing when time is short', async () => {
    const world = new FakeDelivery();
    world.isClosing = () => true;
    expect(await world.deliverRows(ratings(3))).toMatchObject({ firstUnsent: 0 });
    expect(world.taken).toEqual([]);
  });
});
