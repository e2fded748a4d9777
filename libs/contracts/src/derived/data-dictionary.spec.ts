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
