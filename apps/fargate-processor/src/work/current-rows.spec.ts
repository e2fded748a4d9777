import { defineDataset, integer, text, type Dataset } from '@sluice/contracts';
import type { RowBatchContent } from '@sluice/message-schemas';
import { describe, expect, it } from 'vitest';
import { currentRows } from './current-rows.js';

const dataset: Dataset = defineDataset({
  name: 'shop-orders',
  version: 2,
  table: { schema: 'shop', name: 'orders' },
  columns: [
    integer('id'),
    text('secret', { maxBytes: 10, mask: 'drop' }),
    text('note', { maxBytes: 10, nullable: true }),
    text('channel', { maxBytes: 10, default: 'web' }),
    text('caller', { maxBytes: 10, default: 'nobody', mask: 'redact' }),
  ],
  load: { mode: 'append' },
});

const content = (values: readonly (string | number | null)[], columns?: string[]): RowBatchContent => ({
  ...(columns === undefined ? {} : { columns }),
  rows: [{ recordId: 'records/shard:1', arrivedAt: 5, values: [...values] }],
  rejects: [],
});
const valuesOf = (given: RowBatchContent) => currentRows(given, dataset)?.map(({ values }) => values);
const own = ['id', 'note', 'channel', 'caller'];

describe('currentRows', () => {
  it('hands on what was written for these columns as it is', () => {
    const written = content([1, 'a', 'shop', '[redacted]'], own);
    expect(currentRows(written, dataset)).toBe(written.rows);
  });

  it('keeps identity and arrival', () => {
    expect(currentRows(content([1], ['id']), dataset)).toMatchObject([
      { recordId: 'records/shard:1', arrivedAt: 5 },
    ]);
  });

  it.each([
    ['a column that came later: null', content([1, 'shop', 'x'], ['id', 'channel', 'caller']), [1, null, 'shop', 'x']],
    ['a column that came later: its default, masked', content([1, 'a'], ['id', 'note']), [1, 'a', 'web', '[redacted]']],
    ['another order', content(['x', 'shop', 'a', 1], [...own].reverse()), [1, 'a', 'shop', 'x']],
    ['a column that went', content([9, 1, 'a', 'shop', 'x'], ['gone', ...own]), [1, 'a', 'shop', 'x']],
    ['a null that was written', content([1, null, 'shop', 'x'], own), [1, null, 'shop', 'x']],
    ['no names: the first columns', content([1, 'a']), [1, 'a', 'web', '[redacted]']],
  ])('finds the place of each value: %s', (_what, given, expected) => {
    expect(valuesOf(given)).toEqual([expected]);
  }); // prettier-ignore

  it.each([
    ['a column that must have a value was not written', content(['a'], ['note'])],
    ['fewer values than names', content([1, 'a', 'shop'], own)],
    ['more values than names', content([1, 'a', 'shop', 'x', 'y'], own)],
    ['no names and more values than columns', content([1, 'a', 'shop', 'x', 'y'])],
    ['no names and no values', content([])],
  ])('refuses rows that do not fit: %s', (_what, given) => {
    expect(valuesOf(given)).toBeUndefined();
  });
});
