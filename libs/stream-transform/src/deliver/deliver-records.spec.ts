import { titleRatings, type Dataset } from '@sluice/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { bytesOf, FakeDelivery, good, noisy, shardRecords, unavailable } from './delivery.testing.js';

let fake: FakeDelivery;
beforeEach(() => {
  fake = new FakeDelivery();
});

const idOf = (index: number) =>
  `ratings/shardId-000000000000:${String(4960000000000000000000n + BigInt(index))}`;
const ids = (...indexes: number[]) => indexes.map(idOf);
const throttled = { code: 'RequestThrottled', senderFault: false };

describe('deliverRecords', () => {
  it('sends nothing for nothing', async () => {
    expect(await fake.deliver([])).toEqual({ datasets: {} });
    expect(fake.calls).toEqual([]);
  });

  it('makes one message of what fits one, and says what it carries', async () => {
    const outcome = await fake.deliver(shardRecords([good(1), noisy(1, 20), good(2)]));
    expect(outcome).toEqual({
      datasets: {
        'title-ratings': { rows: 2, rejects: 1, messages: 1, claims: 0, reasons: { too_long: 1 } },
      },
    });
    const [{ batch, content, message } = expect.fail('nothing was sent'), ...others] = fake.taken;
    expect(others).toEqual([]);
    expect(batch).toMatchObject({
      dataset: 'title-ratings',
      contractVersion: 1,
      stream: 'ratings',
      rows: 2,
      rejects: 1,
      content: { kind: 'inline' },
    });
    expect(message.attributes).toEqual({ 'sluice-dataset': 'title-ratings' });
    expect(content.columns).toEqual(['tconst', 'average_rating', 'num_votes', 'rated_at']);
    expect(content.rows.map(({ values }) => values[2])).toEqual([1, 2]);
    expect(content.rejects).toMatchObject([{ recordId: idOf(1), reason: 'too_long', column: 'tconst' }]);
  });

  it('sends a batch of rejects alone', async () => {
    await fake.deliver(shardRecords([noisy(1, 10), '{']));
    expect(fake.taken.map(({ batch }) => [batch.dataset, batch.rows, batch.rejects]).sort()).toEqual([
      ['title-ratings', 0, 1],
      ['unrouted', 0, 1],
    ]);
  });

  it('sends small messages of several datasets in one call', async () => {
    await fake.deliver(shardRecords([good(1), { dataset: 'x' }, { dataset: 'title-basics', data: {} }]));
    expect(fake.calls.map(({ length }) => length)).toEqual([3]);
  });

  it('leaves what no message holds to a claim check, alone, stored before it is named', async () => {
    const contents = [good(1), noisy(1, 30_000), good(2)];
    const outcome = await fake.deliver(shardRecords(contents), { maxMessageBytes: 10_000 });
    expect(outcome.datasets['title-ratings']).toMatchObject({ rows: 2, rejects: 1, messages: 3, claims: 1 });
    expect(fake.taken.map(({ batch }) => batch.content.kind)).toEqual(['inline', 'claim', 'inline']);
    const [[key, bytes] = expect.fail('nothing was stored'), ...others] = fake.objects;
    expect(others).toEqual([]);
    const sha256 = fake.codec.sha256Hex(bytes);
    expect(key).toBe(`staging/claims/title-ratings/${sha256}.json.gz`);
    expect(fake.taken[1]?.batch.content).toMatchObject({ kind: 'claim', bucket: 'staging', sha256 });
    await fake.deliver(shardRecords(contents), { maxMessageBytes: 10_000 });
    expect(fake.objects.size).toBe(1);
  });

  it('fills messages of rows to nine tenths and more', async () => {
    const records = shardRecords(Array.from({ length: 4_000 }, (_, index) => good((index * 7919) % 100_003)));
    await fake.deliver(records, { maxMessageBytes: 12_000 });
    const sizes = fake.taken.map(({ message }) => bytesOf(message));
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12_000);
    const fewest = sizes.reduce((sum, size) => sum + size, 0) / 12_000;
    expect(sizes.length).toBeLessThanOrEqual(Math.ceil(fewest / 0.9) + 1);
    expect(fake.recordIds().get('title-ratings')).toEqual(records.map((_, index) => idOf(index)));
  });

  it('cuts what compresses worse than what came before', async () => {
    const records = shardRecords([
      ...Array.from({ length: 2_000 }, () => good(1)),
      ...Array.from({ length: 60 }, (_, index) => noisy(index, 250)),
      ...Array.from({ length: 2_000 }, () => good(1)),
    ]);
    await fake.deliver(records, { maxMessageBytes: 8_000 });
    for (const { message } of fake.taken) expect(bytesOf(message)).toBeLessThanOrEqual(8_000);
    expect(fake.recordIds().get('title-ratings')).toEqual(records.map((_, index) => idOf(index)));
  });

  it('does not let one message grow without end, however well it compresses', async () => {
    const records = shardRecords(Array.from({ length: 24 }, () => ({ text: 'x'.repeat(200_000) })));
    await fake.deliver(records);
    // 267,000 characters of base64 each.
    expect(fake.taken.map(({ batch }) => batch.rejects)).toEqual([15, 9]);
  });
});

describe('what is not on the queue', () => {
  it('is told by its first record when the queue takes nothing', async () => {
    fake.refuse = () => throttled;
    expect(await fake.deliver(shardRecords([good(1), '{', good(2)]))).toEqual({
      datasets: {},
      firstUnsent: 0,
      code: 'RequestThrottled',
    });
  });

  it('is told by the first record of any dataset', async () => {
    fake.refuse = ({ attributes }) => (attributes?.['sluice-dataset'] === 'unrouted' ? throttled : undefined);
    const outcome = await fake.deliver(shardRecords([good(1), '{', good(2)]));
    expect(outcome).toMatchObject({ firstUnsent: 1, code: 'RequestThrottled' });
    expect(outcome.datasets).toEqual({
      'title-ratings': { rows: 2, rejects: 0, messages: 1, claims: 0, reasons: {} },
    });
  });

  it('is everything from a claim check on that could not be stored, and nothing before it', async () => {
    fake.store = async () => {
      throw unavailable('SlowDown');
    };
    let judged = 0;
    const { findDataset } = fake;
    fake.findDataset = (name) => (judged++, findDataset(name));
    const records = shardRecords([
      { dataset: 'x' },
      good(1),
      noisy(1, 30_000),
      { dataset: 'x' },
      good(2),
      // So many that the claim check is tried before all are judged.
      ...Array.from({ length: 200 }, (_, index) => noisy(index, 300)),
    ]);
    expect(await fake.deliver(records, { maxMessageBytes: 10_000 })).toMatchObject({
      firstUnsent: 2,
      code: 'SlowDown',
    });
    expect(judged).toBeLessThan(150);
    expect(fake.recordIds()).toEqual(
      new Map([
        ['title-ratings', ids(1)],
        ['unrouted', ids(0)],
      ]),
    );
  });

  it('is what comes after the time is up', async () => {
    let judged = 0;
    const { findDataset } = fake;
    fake.findDataset = (name) => (judged++, findDataset(name));
    fake.isClosing = () => judged === 2;
    const outcome = await fake.deliver(shardRecords([good(1), good(2), good(3)]));
    expect(outcome).toMatchObject({ firstUnsent: 2, code: 'AbortError' });
    expect(fake.recordIds().get('title-ratings')).toEqual(ids(0, 1));
  });

  it('is a record that takes longer than there is time for', async () => {
    let judged = 0;
    const { findDataset } = fake;
    fake.findDataset = (name) => (judged++, findDataset(name));
    fake.isClosing = () => judged > 2_000;
    const lines = Buffer.from(`${JSON.stringify(good(2))}\n`.repeat(5_000));
    const outcome = await fake.deliver(shardRecords([good(1), lines, good(3)]));
    expect(outcome).toMatchObject({ firstUnsent: 1, code: 'AbortError' });
    expect(fake.recordIds().get('title-ratings')).toEqual(ids(0));
    expect(judged).toBeLessThanOrEqual(3_000);
  });

  it('is everything when the signal ends before the start', async () => {
    const outcome = await fake.deliver(shardRecords([good(1)]), {}, AbortSignal.abort());
    expect(outcome).toEqual({ datasets: {}, firstUnsent: 0, code: 'AbortError' });
    expect(fake.calls).toEqual([]);
  });

  it('is never a fault of the program', async () => {
    fake.store = async () => {
      throw new TypeError('broken');
    };
    const delivery = fake.deliver(shardRecords([noisy(1, 30_000)]), { maxMessageBytes: 10_000 });
    await expect(delivery).rejects.toThrow(TypeError);
  });
});

describe('a message that the queue can never take', () => {
  const tooLong = { code: 'InvalidParameterValue', senderFault: true };

  it('goes by claim check, so that the shard moves on', async () => {
    fake.refuse = (message) => (bytesOf(message) > 1_500 ? tooLong : undefined);
    const records = shardRecords([noisy(1, 3_000), good(1), { dataset: 'x' }]);
    const outcome = await fake.deliver(records);
    expect(outcome.firstUnsent).toBeUndefined();
    expect(outcome.datasets).toMatchObject({
      'title-ratings': { messages: 1, claims: 1 },
      unrouted: { messages: 1, claims: 0 },
    });
    expect(fake.recordIds().get('title-ratings')).toEqual(ids(0, 1));
  });

  it('is told when its claim check is not taken either', async () => {
    fake.refuse = () => tooLong;
    expect(await fake.deliver(shardRecords([good(1)]))).toEqual({
      datasets: {},
      firstUnsent: 0,
      code: 'InvalidParameterValue',
    });
    expect(fake.calls).toHaveLength(2);
  });
});

describe('what is under way at once', () => {
  it('is bounded: compressions, claim checks and calls', async () => {
    // Of eight datasets, each of which packs by itself.
    const datasets = new Map<string, Dataset>();
    fake.findDataset = (name) => {
      const dataset = datasets.get(name) ?? { ...titleRatings, name };
      datasets.set(name, dataset);
      return dataset;
    };
    const records = shardRecords(
      Array.from({ length: 400 }, (_, index) =>
        noisy(index, index % 40 === 0 ? 60_000 : 3_000, `dataset-${index % 8}`),
      ),
    );
    let [storing, mostStoring, packing, mostPacking] = [0, 0, 0, 0];
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    let letGo: () => void = () => undefined;
    const threeUnderWay = new Promise<void>((resolve) => (letGo = resolve));
    fake.answer = async () => {
      // Until nothing goes on any more: a fourth call would have begun.
      for (let idle = 0; fake.underWay === 3 && idle < 100; idle = packing + storing > 0 ? 0 : idle + 1)
        await turn();
      if (fake.underWay >= 3) letGo();
      await threeUnderWay;
    };
    fake.store = async () => {
      mostStoring = Math.max(mostStoring, ++storing);
      await turn();
      storing--;
    };
    const { gzip } = fake.codec;
    fake.codec.gzip = async (text) => {
      mostPacking = Math.max(mostPacking, ++packing);
      const bytes = await gzip(text);
      packing--;
      return bytes;
    };
    const outcome = await fake.deliver(records, { maxMessageBytes: 30_000 });
    const counts = Object.values(outcome.datasets);
    expect(counts.reduce((sum, { rejects }) => sum + rejects, 0)).toBe(400);
    expect(counts.reduce((sum, { claims }) => sum + claims, 0)).toBe(10);
    expect([mostPacking, fake.mostUnderWay]).toEqual([3, 3]);
    expect(mostStoring).toBeLessThanOrEqual(3);
  });
});
