import type { Row } from '@sluice/contracts';
import { accounts, prices, stock } from '../datasets.js';
import { at, fileSource, streamSource } from '../sources.js';
import type { LoadCase } from './load-case.js';

const price = (id: number, seconds: number, sku: string, amount: number) => ({
  id: `s/0:${id}`,
  arrivedAt: at(seconds),
  values: [sku, amount, null] as const,
});
const one = (name: string, seconds: number, revision: number) =>
  fileSource(name, at(seconds), [
    ['a', 'here', revision],
    ['a', 'there', revision],
  ]);
const account = (changed: string, closed: boolean | null, owner: string | null = 'o', id = 'n1'): Row => [
  id,
  owner,
  '10.50',
  changed,
  closed,
];
const change = (name: string, seconds: number, ...rows: readonly Row[]) =>
  fileSource(name, at(seconds), rows);
const moment = (microseconds: number) => `2026-02-01T00:00:00.${String(microseconds).padStart(6, '0')}Z`;

/** The newest version of a key is its row. */
export const upsertCases: readonly LoadCase[] = [
  {
    name: 'of versions in one batch the latest arrival stays, then the greatest identity',
    dataset: prices,
    loads: [
      [
        streamSource('1', [
          price(2, 2, 'a', 2),
          price(1, 1, 'a', 1),
          price(4, 3, 'b', 4),
          price(3, 3, 'b', 3),
        ]),
      ],
    ],
    leaves: [
      ['a', 2, null],
      ['b', 4, null],
    ],
    sums: [[2, 2, 0]],
  },
  {
    name: 'of equal keys in a file the last line stays, beyond the ninth too',
    dataset: prices,
    loads: [
      [
        fileSource(
          'v1',
          at(0),
          Array.from({ length: 12 }, (_, amount) => ['a', amount, null]),
        ),
      ],
    ],
    leaves: [['a', 11, null]],
    sums: [[1, 11, 0]],
  },
  {
    name: 'of versions in two sources of one load the latest stays, whichever comes first',
    dataset: prices,
    loads: [[streamSource('1', [price(2, 2, 'a', 2)]), streamSource('2', [price(1, 1, 'a', 1)])]],
    leaves: [['a', 2, null]],
    sums: [
      [1, 0, 0],
      [0, 1, 0],
    ],
  },
  {
    name: 'late data never overwrites newer',
    dataset: prices,
    loads: [
      [fileSource('v2', at(60), [['a', 2, null]])],
      [
        fileSource('v1', at(0), [
          ['a', 1, null],
          ['b', 1, null],
        ]),
      ],
    ],
    leaves: [
      ['a', 2, null],
      ['b', 1, null],
    ],
    sums: [[1, 1, 0]],
  },
  {
    name: 'a tie in arrival goes to the greater identity, loaded last',
    dataset: prices,
    loads: [[streamSource('5', [price(5, 5, 'a', 5)])], [streamSource('6', [price(6, 5, 'a', 6)])]],
    leaves: [['a', 6, null]],
    sums: [[1, 0, 0]],
  },
  {
    name: 'a tie in arrival goes to the greater identity, loaded first',
    dataset: prices,
    loads: [[streamSource('5', [price(5, 5, 'a', 5)])], [streamSource('4', [price(4, 5, 'a', 4)])]],
    leaves: [['a', 5, null]],
    sums: [[0, 1, 0]],
  },
  {
    name: 'the same record in another batch is not written again',
    dataset: prices,
    loads: [[streamSource('1', [price(1, 1, 'a', 1)])], [streamSource('2', [price(1, 1, 'a', 1)])]],
    leaves: [['a', 1, null]],
    sums: [[0, 1, 0]],
  },
  {
    name: 'an arrival that is later by a microsecond is later',
    dataset: prices,
    loads: [
      [fileSource('v9', '2026-03-01T00:00:00.000002Z', [['a', 2, null]])],
      [fileSource('v8', '2026-03-01T00:00:00.000001Z', [['a', 1, null]])],
      [fileSource('v1', '2026-03-01T00:00:00.000003Z', [['a', 3, null]])],
    ],
    leaves: [['a', 3, null]],
    sums: [[1, 0, 0]],
  },
  {
    name: 'a declared version that is lower is refused, however late it came',
    dataset: stock,
    loads: [[one('v1', 60, 7)], [one('v2', 120, 6)]],
    leaves: [
      ['a', 'here', 7],
      ['a', 'there', 7],
    ],
    sums: [[0, 2, 0]],
  },
  {
    name: 'a declared version that is higher is taken, however early it came',
    dataset: stock,
    loads: [[one('v1', 60, 9)], [one('v0', 0, 10)]],
    leaves: [
      ['a', 'here', 10],
      ['a', 'there', 10],
    ],
    sums: [[2, 0, 0]],
  },
  {
    name: 'equal declared versions go by arrival',
    dataset: stock,
    loads: [[one('v1', 60, 7)], [one('v0', 0, 7)], [fileSource('v2', at(120), [['a', 'here', 7]])]],
    leaves: [
      ['a', 'here', 7],
      ['a', 'there', 7],
    ],
    sums: [[1, 0, 0]],
  },
  {
    name: 'a tombstone stays as a row, and older data cannot bring its key back',
    dataset: accounts,
    loads: [
      [change('v1', 0, account(moment(1), null))],
      [change('v2', 60, account(moment(3), true, null))],
      [change('v3', 120, account(moment(2), false, 'late'))],
    ],
    leaves: [account(moment(3), true, null)],
    sums: [[0, 1, 0]],
  },
  {
    name: 'newer data brings a deleted key back',
    dataset: accounts,
    loads: [
      [change('v1', 0, account(moment(1), true))],
      [change('v2', 60, account(moment(2), false, 'again'))],
    ],
    leaves: [account(moment(2), false, 'again')],
    sums: [[1, 0, 0]],
  },
  {
    name: 'a tombstone whose key was never there is kept, and waits for late data',
    dataset: accounts,
    loads: [
      [change('v2', 60, account(moment(2), true), account(moment(2), true, 'o', 'n2'))],
      [change('v1', 0, account(moment(1), null))],
    ],
    leaves: [account(moment(2), true), account(moment(2), true, 'o', 'n2')],
    sums: [[0, 1, 0]],
  },
];
