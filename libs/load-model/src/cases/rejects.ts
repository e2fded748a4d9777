import { clicks, prices, visits } from '../datasets.js';
import { at, fileRecordId, fileSource, replaySource, streamSource } from '../sources.js';
import type { LoadCase } from './load-case.js';

const bad = (id: number) => ({ id: `s/0:${id}`, arrivedAt: at(id), values: null });
const good = (id: number, hits = id) => ({
  id: `s/0:${id}`,
  arrivedAt: at(id),
  values: ['/', hits] as const,
});
const file = fileSource('v1', at(0), [['a', 1, null], null, null]);
const mended = (ordinal: number, sku: string) => ({
  id: fileRecordId('file-v1', ordinal),
  arrivedAt: at(0),
  values: [sku, 9, null] as const,
});

/** Bad records, and what becomes of them when they come again. */
export const rejectCases: readonly LoadCase[] = [
  {
    name: 'a bad record is quarantined once, however it is packed',
    dataset: visits,
    loads: [[streamSource('1', [bad(1), bad(2), bad(2)])], [streamSource('2', [bad(2), bad(3)])]],
    leaves: [],
    sums: [[0, 1, 1]],
  },
  {
    name: 'two batches bring the same bad record in one load',
    dataset: visits,
    loads: [[streamSource('1', [bad(1)]), streamSource('2', [bad(1), good(2)])]],
    leaves: [['/', 2]],
    sums: [
      [0, 0, 1],
      [1, 1, 0],
    ],
  },
  {
    name: 'a bad record that stands in the target is deduplicated',
    dataset: visits,
    loads: [[streamSource('1', [good(1)])], [streamSource('2', [bad(1)])]],
    leaves: [['/', 1]],
    sums: [[0, 1, 0]],
  },
  {
    name: 'a record that is good and bad in one load is loaded',
    dataset: visits,
    loads: [[streamSource('1', [bad(1)]), streamSource('2', [good(1)])]],
    leaves: [['/', 1]],
    sums: [
      [0, 1, 0],
      [1, 0, 0],
    ],
  },
  {
    name: 'a replay of mended records settles those it brings, and no others',
    dataset: prices,
    loads: [[file], [replaySource('1', [mended(1, 'b')])]],
    leaves: [
      ['a', 1, null],
      ['b', 9, null],
    ],
    sums: [[1, 0, 0]],
  },
  {
    name: 'a mended record that a newer one supersedes is settled as deduplicated',
    dataset: prices,
    loads: [
      [file],
      [fileSource('v2', at(60), [['b', 2, null]])],
      [replaySource('1', [mended(1, 'b'), mended(2, 'c')])],
    ],
    leaves: [
      ['a', 1, null],
      ['b', 2, null],
      ['c', 9, null],
    ],
    sums: [[1, 1, 0]],
  },
  {
    name: 'a mended record of a late version does not overwrite what a copy has renewed',
    dataset: prices,
    loads: [
      [fileSource('v1', at(0), [['a', 1, null]], { checksum: 'A' })],
      [fileSource('v3', at(120), [['a', 1, null]], { checksum: 'A' })],
      [fileSource('v2', at(60), [null, ['c', 2, null]], { checksum: 'B' })],
      [replaySource('1', [{ id: fileRecordId('file-v2', 0), arrivedAt: at(60), values: ['a', 2, null] }])],
    ],
    leaves: [
      ['a', 1, null],
      ['c', 2, null],
    ],
    sums: [[0, 1, 0]],
  },
  {
    name: 'a record that was mended in two ways is one row, under the key that came first',
    dataset: prices,
    loads: [
      [file],
      [replaySource('1', [mended(1, 'b')]), replaySource('2', [mended(1, 'c'), mended(2, 'd')])],
      [replaySource('3', [mended(1, 'e'), mended(2, 'd')])],
    ],
    leaves: [
      ['a', 1, null],
      ['b', 9, null],
      ['d', 9, null],
    ],
    sums: [[0, 2, 0]],
  },
  {
    name: 'a mended record twice in one load is settled as loaded',
    dataset: visits,
    loads: [
      [streamSource('1', [bad(1)])],
      [replaySource('1', [good(1, 5)]), replaySource('2', [good(1, 6)])],
    ],
    leaves: [['/', 5]],
    sums: [
      [1, 0, 0],
      [0, 1, 0],
    ],
  },
  {
    name: 'what was settled stays so when it comes again, good or bad',
    dataset: visits,
    loads: [
      [streamSource('1', [bad(1)])],
      [replaySource('1', [good(1, 5)])],
      [replaySource('2', [good(1, 6)]), streamSource('2', [bad(1)])],
    ],
    leaves: [['/', 5]],
    sums: [
      [0, 1, 0],
      [0, 1, 0],
    ],
  },
  {
    name: 'a mended record that is an event already there is settled as deduplicated',
    dataset: clicks,
    loads: [
      [streamSource('1', [bad(1), { id: 's/0:5', arrivedAt: at(5), values: ['v', at(0), 1] }])],
      [replaySource('1', [{ id: 's/0:1', arrivedAt: at(1), values: ['v', at(0), 2] }])],
    ],
    leaves: [['v', at(0), 1]],
    sums: [[0, 1, 0]],
  },
  {
    name: 'a replay whose records are still bad changes nothing',
    dataset: visits,
    loads: [[streamSource('1', [bad(1), bad(2)])], [replaySource('1', [bad(1), bad(2)])]],
    leaves: [],
    sums: [[0, 2, 0]],
  },
  {
    name: 'a replay of records of several sources, years apart',
    dataset: visits,
    loads: [
      [streamSource('1', [bad(1)]), streamSource('2', [bad(63_072_000), good(63_072_001, 3)])],
      [replaySource('1', [good(1, 1), good(63_072_000, 2), good(63_072_001, 3)])],
    ],
    leaves: [1, 2, 3].map((hits) => ['/', hits]),
    sums: [[2, 1, 0]],
  },
];
