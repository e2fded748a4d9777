import type { Row } from '@sluice/contracts';
import { snapshots } from '../datasets.js';
import { at, fileRecordId, fileSource, replaySource, streamSource, type TestSource } from '../sources.js';
import type { LoadCase } from './load-case.js';

const line = (region: string, total: string): Row => [region, total, '2026-03-01', null, null];
const snapshot = (
  name: string,
  seconds: number,
  rows: readonly (Row | null)[],
  options: Partial<TestSource> = {},
) => fileSource(name, at(seconds), rows, options);
const mended = (name: string, of: string, seconds: number, total: string) =>
  replaySource(name, [
    { id: fileRecordId(`file-${of}`, 1), arrivedAt: at(seconds), values: line('b', total) },
  ]);
const one = snapshot('v1', 0, [line('a', '1'), null]);
const two = snapshot('v2', 60, [line('c', '2'), null]);
const copy = (of: TestSource, name: string, seconds: number): TestSource => ({
  ...of,
  ...{ sourceId: `file-${name}`, version: name, arrivedAt: at(seconds), firstArrivedAt: at(seconds) },
});
const c = [line('c', '2')];

/** Each file is the whole table. */
export const replaceCases: readonly LoadCase[] = [
  {
    name: 'a newer snapshot replaces every row',
    dataset: snapshots,
    loads: [[one], [two]],
    leaves: c,
    sums: [[1, 0, 1]],
  },
  {
    name: 'an older snapshot that comes late is superseded',
    dataset: snapshots,
    loads: [[two], [one]],
    leaves: c,
    sums: [[0, 2, 0]],
  },
  {
    name: 'of two snapshots in one load the newer stands',
    dataset: snapshots,
    loads: [[two, one]],
    leaves: c,
    sums: [
      [1, 0, 1],
      [0, 2, 0],
    ],
  },
  {
    name: 'snapshots of one instant go by identity',
    dataset: snapshots,
    loads: [
      [snapshot('b', 0, [line('b', '1')])],
      [snapshot('a', 0, [line('a', '1')])],
      [snapshot('c', 0, c)],
    ],
    leaves: c,
    sums: [[1, 0, 0]],
  },
  {
    name: 'the bytes that stand already are a duplicate, under any key',
    dataset: snapshots,
    loads: [[two], [{ ...copy(two, 'v3', 120), key: 'b.tsv' }]],
    leaves: c,
    sums: [[0, 2, 0]],
  },
  {
    name: 'a copy makes what stands as new as itself',
    dataset: snapshots,
    loads: [[two], [copy(two, 'v4', 180)], [snapshot('v3', 120, [line('late', '3')])]],
    leaves: c,
    sums: [[0, 1, 0]],
  },
  {
    name: 'what was superseded never stood: its bytes are new when they come again',
    dataset: snapshots,
    loads: [[two], [copy(two, 'v4', 180)], [one], [copy(one, 'v5', 240)]],
    leaves: [line('a', '1')],
    sums: [[1, 0, 1]],
  },
  {
    name: 'what was superseded never stood: the bytes that stand are a duplicate after it',
    dataset: snapshots,
    loads: [[one], [copy(one, 'v3', 120)], [two], [copy(one, 'v4', 180)]],
    leaves: [line('a', '1')],
    sums: [[0, 2, 0]],
  },
  {
    name: 'one, two, one again applies all three',
    dataset: snapshots,
    loads: [[one], [two], [copy(one, 'v3', 120)]],
    leaves: [line('a', '1')],
    sums: [[1, 0, 1]],
  },
  {
    name: 'the bytes that stand, under a new contract, replace',
    dataset: snapshots,
    loads: [[two], [{ ...copy(two, 'v3', 120), contractVersion: 2 }]],
    leaves: c,
    sums: [[1, 0, 1]],
  },
  {
    name: 'an older snapshot with the bytes that stand is superseded, not a duplicate',
    dataset: snapshots,
    loads: [[two], [copy(two, 'v0', 0)]],
    leaves: c,
    sums: [[0, 2, 0]],
  },
  {
    name: 'an empty snapshot empties',
    dataset: snapshots,
    loads: [[one], [snapshot('v2', 60, [])]],
    leaves: [],
    sums: [[0, 0, 0]],
  },
  {
    name: 'a snapshot of bad records alone empties',
    dataset: snapshots,
    loads: [[one], [snapshot('v2', 60, [null])]],
    leaves: [],
    sums: [[0, 0, 1]],
  },
  {
    name: 'a mended record of the snapshot that stands joins it',
    dataset: snapshots,
    loads: [[two], [mended('1', 'v2', 60, '9')]],
    leaves: [...c, line('b', '9')],
    sums: [[1, 0, 0]],
  },
  {
    name: 'a mended record of an older snapshot is superseded',
    dataset: snapshots,
    loads: [[one], [two], [mended('1', 'v1', 0, '9')]],
    leaves: c,
    sums: [[0, 1, 0]],
  },
  {
    name: 'a mended record comes with the snapshot that supersedes it',
    dataset: snapshots,
    loads: [[one], [mended('1', 'v1', 0, '9'), two]],
    leaves: c,
    sums: [
      [0, 1, 0],
      [1, 0, 1],
    ],
  },
  {
    name: 'a record that is mended twice is applied once',
    dataset: snapshots,
    loads: [[two], [mended('1', 'v2', 60, '8')], [mended('2', 'v2', 60, '9')]],
    leaves: [...c, line('b', '8')],
    sums: [[0, 1, 0]],
  },
  {
    name: 'a new snapshot takes mended records with it',
    dataset: snapshots,
    loads: [[one], [mended('1', 'v1', 0, '9')], [two]],
    leaves: c,
    sums: [[1, 0, 1]],
  },
  {
    name: 'a stream has no rows for a snapshot, but may have rejects',
    dataset: snapshots,
    loads: [
      [two],
      [
        streamSource('1', [
          { id: 's/0:12345678901234', arrivedAt: at(9), values: line('s', '1') },
          { id: 's/0:2', arrivedAt: at(9), values: null },
        ]),
      ],
    ],
    leaves: c,
    sums: [[0, 1, 1]],
  },
];
