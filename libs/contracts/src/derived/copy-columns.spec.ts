import { expect, it } from 'vitest';
import { titleBasics } from '../datasets/title-basics.js';
import { titleRatings } from '../datasets/title-ratings.js';
import { shopContract } from '../evolution/shop-contract.testing.js';
import { targetTableDdl } from '../redshift-ddl.js';
import { tableColumns } from '../table-columns.js';
import { copyColumns } from './copy-columns.js';

it.each([titleBasics, titleRatings])('DDL and COPY columns of $name', async (dataset) => {
  const text = `${targetTableDdl(dataset)};\n\n-- COPY columns\n${copyColumns(dataset).join(', ')}\n`;
  await expect(text).toMatchFileSnapshot(`__golden__/${dataset.name}.sql`);
});

it('leaves out what is dropped, and stands in the order of the contract', () => {
  const shop = shopContract();
  expect(copyColumns(shop)).toEqual(tableColumns(shop).map(({ name }) => name));
  expect(copyColumns(shop)).not.toContain('phone');
  expect(copyColumns(shop).at(-1)).toBe('email');
});
