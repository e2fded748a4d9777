import { describe, expect, it } from 'vitest';
import { format } from 'prettier';
import { datasets } from '../datasets/registry.js';
import { text } from '../define-column.js';
import { columnsOf, raw } from '../evolution/near-columns.testing.js';
import { shopContract } from '../evolution/shop-contract.testing.js';
import { titleBasics } from '../datasets/title-basics.js';
import { valueReader } from '../read-value.js';
import fc from 'fast-check';
import { reasonsOf } from './column-reasons.js';
import { dataDictionary } from './data-dictionary.js';

describe('dataDictionary', () => {
  it('of title-basics', async () => {
    await expect(dataDictionary(titleBasics)).toMatchFileSnapshot('__golden__/title-basics.dictionary.txt');
  });

  it.each([...datasets, shopContract()])(
    'of $name stands as the repository formats Markdown',
    async (dataset) => {
      const dictionary = dataDictionary(dataset);
      expect(dictionary).toBe(await format(dictionary, { parser: 'markdown', printWidth: 110 }));
    },
  );

  it.each([
    [{ mode: 'append' }, 'append: every record is a row'],
    [
      { mode: 'upsert', key: ['sku'], tombstoneColumn: 'gift' },
      'upsert: one row for each `sku`, the newest by arrival; gone where `gift` is true',
    ],
    [{ mode: 'replace' }, 'replace: each file is the whole table'],
    [{ mode: 'replace', allowEmpty: true }, 'replace: each file is the whole table, an empty one too'],
  ] as const)('says of %j: %s', (load, words) => {
    const dictionary = dataDictionary(shopContract({ load }));
    expect(dictionary).toMatch(new RegExp(`^\\| load +\\| ${words} +\\|$`, 'm'));
    expect(dictionary.includes('`shop.sales__live`')).toBe('tombstoneColumn' in load);
    expect(dictionary.includes('`files_only`')).toBe(load.mode === 'replace');
  });

  it('holds whatever a contract may hold in its cells', () => {
    const dictionary = dataDictionary(
      shopContract({
        columns: [text('odd', { from: 'a|b`c', maxBytes: 9, description: 'One\nline | of text' })],
        load: { mode: 'append' },
        identity: { kind: 'delivery' },
        table: { schema: 'shop', name: 'sales' },
      }),
    );
    const row = dictionary.split('\n').find((line) => line.includes('`odd`')) ?? '';
    expect(row.split(/(?<!\\)\|/)).toHaveLength(9);
    expect(row).toContain('One line \\| of text');
  });

  it('names every reason that a column can give', () => {
    for (const columns of Object.values(columnsOf))
      fc.assert(
        fc.property(columns, fc.array(raw, { minLength: 40, maxLength: 40 }), (column, values) => {
          const read = valueReader(column, []);
          const named = reasonsOf(column) as string[];
          const given = values.flatMap((value) => {
            const reading = read(value);
            return 'reason' in reading ? [reading.reason] : [];
          });
          expect(given.filter((reason) => !named.includes(reason))).toEqual([]);
        }),
        { seed: 3, numRuns: 100 },
      );
  });
});
