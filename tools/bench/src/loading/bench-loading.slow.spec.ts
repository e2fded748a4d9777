import { describe, expect, it } from 'vitest';
import { benchLoading } from './bench-loading.js';

describe('a bench of loads', () => {
  it('measures every case, and each comes to what it says', { timeout: 60_000 }, async () => {
    const { sizes } = await benchLoading({ rows: 2000, rounds: 1, only: ['sluice'] });
    expect(sizes.map(({ rows, sources, cases }) => [rows, sources, cases.length])).toEqual([
      [200, 1, 9],
      [2000, 1, 9],
      [1000, 2, 8],
    ]);
    for (const { insertMs, loadMs, commands } of sizes.flatMap(({ cases }) => cases))
      expect([insertMs.length, loadMs.length, commands.length]).toEqual([1, 1, 1]);
  });
});
