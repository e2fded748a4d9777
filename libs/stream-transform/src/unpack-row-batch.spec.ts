import { gunzipSync, gzipSync } from 'node:zlib';
import { rowBatchText } from '@sluice/message-schemas';
import { describe, expect, it } from 'vitest';
import { unpackRowBatch } from './index.js';

const stored = (content: object) =>
  gzipSync(JSON.stringify({ recordIdPrefix: 'r:', rows: [], rejects: [], ...content }));
const row = (number: number) => ({
  recordId: `r:${number}`,
  arrivedAt: number,
  values: ['tt1', null, number, true],
});

describe('unpackRowBatch', () => {
  it('gives what was packed, with the names of its columns or, of old, without', () => {
    const content = { columns: ['a', 'b', 'c', 'd'], rows: [row(1)], rejects: [] };
    expect(unpackRowBatch(gzipSync(rowBatchText(content)), gunzipSync)).toEqual(content);
    const { columns, ...unnamed } = content;
    expect(columns).toHaveLength(4);
    expect(unpackRowBatch(gzipSync(rowBatchText(unnamed)), gunzipSync)).toEqual(unnamed);
  });

  it('reads 10,000 rows at once', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => row(index));
    const content = gzipSync(rowBatchText({ rows, rejects: [] }));
    const started = performance.now();
    expect(unpackRowBatch(content, gunzipSync)?.rows).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each<[string, Uint8Array]>([
    ['no gzip', Buffer.from('{"rows":[],"rejects":[]}')],
    ['cut off', stored({}).subarray(0, 15)],
    ['no JSON', gzipSync('{"rows":[')],
    ['another shape', stored({ rows: [['1', 'now']] })],
    ['nested values', stored({ rows: [['1', 1, []]] })],
    ['with columns that are no names', stored({ columns: [1] })],
  ])('does not read content that is %s', (_, content) => {
    expect(unpackRowBatch(content, gunzipSync)).toBeUndefined();
  });
});
