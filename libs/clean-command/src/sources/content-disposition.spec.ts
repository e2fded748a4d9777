import { expect, it } from 'vitest';
import { dispositionName } from './content-disposition.js';

it.each([
  ['attachment; filename=titles.tsv.gz', 'titles.tsv.gz'],
  ['attachment; filename="my titles.csv"; size=3', 'my titles.csv'],
  ['attachment; filename="a \\"b\\".csv"', 'a "b".csv'],
  [`attachment; filename="x.csv"; filename*=UTF-8'en'%C3%BC.csv`, 'ü.csv'],
  [`attachment; filename*=UTF-8''%E0%A4%A.csv; filename=x.csv`, 'x.csv'],
  ['attachment; filename="../../etc/x.csv"', 'x.csv'],
  ['attachment; filename="..\\\\x.csv"', 'x.csv'],
  ['inline', undefined],
  [undefined, undefined],
])('%s', (header, name) => expect(dispositionName(header)).toBe(name));
