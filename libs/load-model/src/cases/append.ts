import { clicks, eventWindowSeconds, visits } from '../datasets.js';
import { at, fileSource, streamSource } from '../sources.js';
import type { LoadCase } from './load-case.js';

const visit = (id: number, hits: number) => ({
  id: `s/0:${id}`,
  arrivedAt: at(id),
  values: ['/', hits] as const,
});
const click = (id: number, seconds: number, position = 1, visitor = 'v') => ({
  id: `s/0:${id}`,
  arrivedAt: at(seconds),
  values: [visitor, at(0), position] as const,
});
const year = 365 * 86_400;
const clicked = (position: number, visitor = 'v') => [visitor, at(0), position];

/** Every record is a row, unless the same delivery, or the same event, is there. */
export const appendCases: readonly LoadCase[] = [
  {
    name: 'records that look alike stay, the same record twice does not',
    dataset: visits,
    loads: [[streamSource('1', [visit(1, 5), visit(2, 5), visit(2, 5)])]],
    leaves: [
      ['/', 5],
      ['/', 5],
    ],
    sums: [[2, 1, 0]],
  },
  {
    name: 'lines of a file that are alike all stay',
    dataset: visits,
    loads: [
      [
        fileSource('v1', at(0), [
          ['/', 1],
          ['/', 1],
        ]),
      ],
    ],
    leaves: [
      ['/', 1],
      ['/', 1],
    ],
    sums: [[2, 0, 0]],
  },
  {
    name: 'a record that is replayed a year later is known beside a new one',
    dataset: visits,
    loads: [
      [streamSource('1', [visit(1, 1)]), streamSource('2', [visit(year, 2)])],
      [streamSource('3', [visit(1, 1), visit(2, 3)]), streamSource('4', [visit(year, 2)])],
    ],
    leaves: [
      ['/', 1],
      ['/', 2],
      ['/', 3],
    ],
    sums: [
      [1, 1, 0],
      [0, 1, 0],
    ],
  },
  {
    name: 'a producer’s retry in the same load: the first stays',
    dataset: clicks,
    loads: [[streamSource('1', [click(2, 10, 2), click(1, 5, 1)])]],
    leaves: [clicked(1)],
    sums: [[1, 1, 0]],
  },
  {
    name: 'a retry at the edge of the window is one',
    dataset: clicks,
    loads: [[streamSource('1', [click(1, 0)])], [streamSource('2', [click(2, eventWindowSeconds, 2)])]],
    leaves: [clicked(1)],
    sums: [[0, 1, 0]],
  },
  {
    name: 'beyond the edge of the window it is another event',
    dataset: clicks,
    loads: [
      [streamSource('1', [click(1, 0)])],
      [streamSource('2', [click(2, eventWindowSeconds + 0.001, 2)])],
    ],
    leaves: [clicked(1), clicked(2)],
    sums: [[1, 0, 0]],
  },
  {
    name: 'an original that is loaded after its retry is known',
    dataset: clicks,
    loads: [[streamSource('1', [click(2, eventWindowSeconds, 2)])], [streamSource('2', [click(1, 0)])]],
    leaves: [clicked(2)],
    sums: [[0, 1, 0]],
  },
  {
    name: 'in one load both edges of the window hold',
    dataset: clicks,
    loads: [
      [
        streamSource('1', [click(1, 0), click(2, eventWindowSeconds + 1, 2)]),
        streamSource('2', [click(3, 0, 3, 'w'), click(4, eventWindowSeconds, 4, 'w')]),
      ],
    ],
    leaves: [clicked(1), clicked(2), clicked(3, 'w')],
    sums: [
      [2, 0, 0],
      [1, 1, 0],
    ],
  },
  {
    name: 'a retry of a retry is a retry of the first, however far from it',
    dataset: clicks,
    loads: [[streamSource('1', [click(1, 0), click(2, 3000, 2), click(3, 6000, 3)])]],
    leaves: [clicked(1)],
    sums: [[1, 2, 0]],
  },
  {
    name: 'retries follow one another by arrival, whatever their identities',
    dataset: clicks,
    loads: [[streamSource('1', [click(3, 0, 3), click(2, 3000, 2), click(1, 7000, 1)])]],
    leaves: [clicked(1), clicked(3)],
    sums: [[2, 1, 0]],
  },
  {
    name: 'events that differ in an identity column are two, those that differ elsewhere are one',
    dataset: clicks,
    loads: [[streamSource('1', [click(1, 0, 1), click(2, 1, 2, 'w'), click(3, 2, 3)])]],
    leaves: [clicked(1), clicked(2, 'w')],
    sums: [[2, 1, 0]],
  },
  {
    name: 'a copy under another key is the same events',
    dataset: clicks,
    loads: [
      [fileSource('v1', at(0), [clicked(1), clicked(2, 'w')])],
      [fileSource('copy', at(60), [clicked(1), clicked(2, 'w'), clicked(3, 'x')], { key: 'b.tsv' })],
    ],
    leaves: [clicked(1), clicked(2, 'w'), clicked(3, 'x')],
    sums: [[1, 2, 0]],
  },
];
