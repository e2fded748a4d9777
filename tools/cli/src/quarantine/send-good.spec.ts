import { titleRatings } from '@sluice/contracts';
import type { RowAgain } from '@sluice/stream-transform';
import { expect, it } from 'vitest';
import { SendGood, type SendingOptions } from './send-good.js';

const rowOf = (n: number, text = 'x'): RowAgain => ({
  dataset: titleRatings,
  row: { recordId: String(n), arrivedAt: 0, values: [text, '1.0', n, null] },
});
const patience = { fruitlessTries: 2, firstPauseMilliseconds: 0, longestPauseMilliseconds: 0 };

/** A queue that takes nothing from a record on. */
function sending({
  takesUntil = Infinity,
  ...options
}: Partial<SendingOptions> & { takesUntil?: number } = {}) {
  const calls: number[][] = [];
  const taken: number[] = [];
  let told = 0;
  const send = new SendGood(
    {
      deliver: async (rows) => {
        const ids = rows.map(({ row }) => Number(row.recordId));
        calls.push(ids);
        const end = ids.findIndex((id) => id >= takesUntil);
        taken.push(...(end < 0 ? ids : ids.slice(0, end)));
        return end < 0 ? { datasets: {} } : { datasets: {}, firstUnsent: end, code: 'RequestThrottled' };
      },
      patience,
      onSent: (records) => void (told += records),
      ...options,
    },
    new AbortController().signal,
  );
  const all = async (count: number, text?: string) => {
    for (let n = 0; n < count; n++) await send.add(rowOf(n, text));
    await send.finish();
  };
  return { send, all, calls, taken, told: () => told };
}

it('sends every record once, in order, some at a time', async () => {
  const { all, calls, taken, told } = sending();
  await all(12_000);
  expect(calls.map(({ length }) => length)).toEqual([5_000, 5_000, 2_000]);
  expect(taken).toEqual(Array.from({ length: 12_000 }, (_, n) => n));
  expect(told()).toBe(12_000);
});

it('holds no more text than it should', async () => {
  const { all, calls } = sending();
  await all(10, 'x'.repeat(1024 * 1024));
  expect(calls.map(({ length }) => length)).toEqual([4, 4, 2]);
});

it('keeps to a rate', async () => {
  const { all, calls } = sending({ rate: 100 });
  const startedAt = performance.now();
  await all(25);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199);
  expect(calls.map(({ length }) => length)).toEqual([10, 10, 5]);
});

it('tries again what was not taken, then gives up and says why', async () => {
  const { send, all, calls, taken, told } = sending({ takesUntil: 5_003 });
  await all(11_000);
  expect(send.code).toBe('RequestThrottled');
  expect(taken).toEqual(Array.from({ length: 5_003 }, (_, n) => n));
  expect(told()).toBe(5_003);
  expect(calls.slice(1).map(([first]) => first)).toEqual([5_000, 5_003]);
});
