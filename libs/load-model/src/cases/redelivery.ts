import type { Row } from '@sluice/contracts';
import { prices, visits } from '../datasets.js';
import { at, fileSource, streamSource } from '../sources.js';
import type { LoadCase } from './load-case.js';

const price = (sku: string, amount: number, tags: string | null = null): Row => [sku, amount, tags];
const first = fileSource('v1', at(0), [price('a', 1, '["x","y"]'), null, price('b', 2)]);
const a = (name: string, seconds: number) =>
  fileSource(name, at(seconds), [price('a', 1)], { checksum: 'A' });
const b = (name: string, seconds: number) =>
  fileSource(name, at(seconds), [price('a', 2), price('b', 2)], { checksum: 'B' });
const visit = (id: number) => ({ id: `s/0:${id}`, arrivedAt: at(id), values: ['/', id] as const });
const known = streamSource('1', [visit(1), { id: 's/0:9', arrivedAt: at(9), values: null }]);

/** What comes again, and what only looks as if it did. */
export const redeliveryCases: readonly LoadCase[] = [
  {
    name: 'a file with a bad record',
    dataset: prices,
    loads: [[first]],
    leaves: [price('a', 1, '["x","y"]'), price('b', 2)],
    sums: [[2, 0, 1]],
  },
  {
    name: 'the same version again changes nothing',
    dataset: prices,
    loads: [[first], [first]],
    leaves: [price('a', 1, '["x","y"]'), price('b', 2)],
    sums: [[2, 0, 1]],
  },
  {
    name: 'a new version with the same bytes is a duplicate',
    dataset: prices,
    loads: [[first], [{ ...first, sourceId: 'file-v2', version: 'v2', arrivedAt: at(60) }]],
    leaves: [price('a', 1, '["x","y"]'), price('b', 2)],
    sums: [[0, 3, 0]],
  },
  {
    name: 'the same bytes under another key apply',
    dataset: prices,
    loads: [[a('v1', 0)], [{ ...a('copy', 60), key: 'b.tsv' }]],
    leaves: [price('a', 1)],
    sums: [[1, 0, 0]],
  },
  {
    name: 'the same bytes under a key with a blank more at its end apply',
    dataset: prices,
    loads: [[a('v1', 0)], [{ ...a('copy', 60), key: 'a.tsv ' }]],
    leaves: [price('a', 1)],
    sums: [[1, 0, 0]],
  },
  {
    name: 'the same bytes in another bucket apply',
    dataset: prices,
    loads: [[a('v1', 0)], [{ ...a('copy', 60), bucket: 'landing-2' }]],
    leaves: [price('a', 1)],
    sums: [[1, 0, 0]],
  },
  {
    name: 'upsert: the same bytes under a new contract are cleaned anew',
    dataset: prices,
    loads: [[a('v1', 0)], [{ ...a('v2', 60), contractVersion: 2 }]],
    leaves: [price('a', 1)],
    sums: [[1, 0, 0]],
  },
  {
    name: 'append: the same bytes under a new contract are no second copy',
    dataset: visits,
    loads: [
      [fileSource('v1', at(0), [['/', 1]], { checksum: 'A' })],
      [fileSource('v2', at(60), [['/', 1]], { checksum: 'A', contractVersion: 2 })],
    ],
    leaves: [['/', 1]],
    sums: [[0, 1, 0]],
  },
  {
    name: 'A, then B, then A again applies all three',
    dataset: prices,
    loads: [[a('v1', 0)], [b('v2', 60)], [a('v3', 120)]],
    leaves: [price('a', 1), price('b', 2)],
    sums: [[1, 0, 0]],
  },
  {
    name: 'A, A again, then late B from between leaves A',
    dataset: prices,
    loads: [[a('v1', 0)], [a('v3', 120)], [b('v2', 60)]],
    leaves: [price('a', 1), price('b', 2)],
    sums: [[1, 1, 0]],
  },
  {
    name: 'a copy of a copy is one of the first, and late B from before the last leaves A',
    dataset: prices,
    loads: [[a('v1', 0)], [a('v2', 60)], [a('v4', 180)], [b('v3', 120)]],
    leaves: [price('a', 1), price('b', 2)],
    sums: [[1, 1, 0]],
  },
  {
    name: 'A, then late B and A again in one load leaves A',
    dataset: prices,
    loads: [[a('v1', 0)], [b('v2', 60), a('v3', 120)]],
    leaves: [price('a', 1), price('b', 2)],
    sums: [
      [1, 1, 0],
      [0, 1, 0],
    ],
  },
  {
    name: 'a known source beside a new one',
    dataset: visits,
    loads: [[known], [known, streamSource('2', [visit(2)])]],
    leaves: [visit(1).values, visit(2).values],
    sums: [
      [1, 0, 1],
      [1, 0, 0],
    ],
  },
  {
    name: 'a source that is named twice in one load',
    dataset: visits,
    loads: [[known, known]],
    leaves: [visit(1).values],
    sums: [
      [1, 0, 1],
      [1, 0, 1],
    ],
  },
  {
    name: 'a record that is packed in another batch',
    dataset: visits,
    loads: [
      [streamSource('1', [visit(1), visit(2)])],
      [streamSource('2', [visit(2), visit(3)]), streamSource('3', [visit(3), visit(4)])],
    ],
    leaves: [1, 2, 3, 4].map((id) => visit(id).values),
    sums: [
      [1, 1, 0],
      [1, 1, 0],
    ],
  },
  {
    name: 'a source without records',
    dataset: visits,
    loads: [[streamSource('1', [])]],
    leaves: [],
    sums: [[0, 0, 0]],
  },
];
