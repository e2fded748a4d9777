import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackRowBatch } from './index.js';

const gzip = (value: unknown) => gzipSync(JSON.stringify(value));
const row = (number: number) => ({
  recordId: `r:${number}`,
  arrivedAt: number,
  values: ['tt1', null, number, true],
});

describe('unpackRowBatch', () => {
  it('gives what was packed, with the names of its columns or, of old, without', () => {
    const content = { columns: ['a', 'b', 'c', 'd'], rows: [row(1)], rejects: [] };
    expect(unpackRowBatch(gzip(content), gunzipSync)).toEqual(content);
    const { columns, ...unnamed } = content;
    expect(columns).toHaveLength(4);
    expect(unpackRowBatch(gzip(unnamed), gunzipSync)).toEqual(unnamed);
  });

  it('reads 10,000 rows at once', () => {
    const content = gzip({ rows: Array.from({ length: 10_000 }, (_, index) => row(index)), rejects: [] });
    const started = performance.now();
    expect(unpackRowBatch(content, gunzipSync)?.rows).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each<[string, Uint8Array]>([
    ['no gzip', Buffer.from('{"rows":[],"rejects":[]}')],
    ['cut off', gzip({ rows: [], rejects: [] }).subarray(0, 15)],
    ['no JSON', gzipSync('{"rows":[')],
    ['another shape', gzip({ rows: [{ ...row(1), arrivedAt: 'now' }], rejects: [] })],
    ['nested values', gzip({ rows: [{ ...row(1), values: [[]] }], rejects: [] })],
    ['with columns that are no names', gzip({ columns: [1], rows: [], rejects: [] })],
  ])('does not read content that is %s', (_, content) => {
    expect(unpackRowBatch(content, gunzipSync)).toBeUndefined();
  });
});
