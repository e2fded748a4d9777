import { at, fileSource, prices, streamSource, visits } from '@sluice/load-model';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { query } from '../resources/warehouse.js';
import { sharedWarehouse } from './shared-warehouse.js';

const warehouse = sharedWarehouse([visits, prices]);
const numbers = [1, 2, 3, 4];

conformance('loads', 'at the same time', (conforms) => {
  conforms('of one file load it once, and all say which did', { waitSeconds: 1800 }, async () => {
    const opened = await warehouse();
    await opened.empty(visits);
    const file = fileSource('v1', at(0), [['home', 1], null, ['away', 2]]);
    const answers = await Promise.all(numbers.map((n) => opened.load(visits, `load-${n}`, [file])));
    const [winner] = new Set(answers.map(([entry]) => entry?.loadId));
    for (const answer of answers)
      expect(answer).toMatchObject([{ loadId: winner, loaded: 2, quarantined: 1, reconciled: true }]);
    const { schema } = opened;
    expect(await query(`SELECT COUNT(*), COUNT(DISTINCT _load_id) FROM ${schema}.visits`)).toEqual([[2, 1]]);
    expect(await query(`SELECT COUNT(*) FROM ${schema}.visits__rejects`)).toEqual([[1]]);
    expect(await query(`SELECT load_id FROM ${schema}.visits__ledger`)).toEqual([[winner]]);
  });

  conforms(
    'of one key leave its newest version, in whatever order they ran',
    { waitSeconds: 1800 },
    async () => {
      const opened = await warehouse();
      await opened.empty(prices);
      const batch = (n: number) =>
        streamSource(`${n}`, [
          { id: `shard:${n}`, arrivedAt: at(n), values: ['a', n, null] },
          { id: 'shard:0', arrivedAt: at(0), values: ['b', 0, '["b"]'] },
        ]);
      const answers = await Promise.all(numbers.map((n) => opened.load(prices, `load-${n}`, [batch(n)])));
      for (const [entry] of answers) expect(entry).toMatchObject({ recordsRead: 2, reconciled: true });
      const { schema } = opened;
      expect(await query(`SELECT sku, price, _record_id FROM ${schema}.prices ORDER BY sku`)).toEqual([
        ['a', 4, 'shard:4'],
        ['b', 0, 'shard:0'],
      ]);
      expect(
        await query(
          `SELECT COUNT(*), SUM(loaded + deduplicated + quarantined) FROM ${schema}.prices__ledger`,
        ),
      ).toEqual([[4, expect.toSatisfy((sum) => Number(sum) === 8)]]);
    },
  );
});
