import { accounts, prices, snapshots, visits } from '../datasets.js';
import { at, fileSource, streamSource } from '../sources.js';
import type { LoadCase } from './load-case.js';

const hostile = `x'); DROP TABLE shop.visits; -- "\\ \\' $$ %s \u{1f4a3} \u00e9 e\u0301\u200b`;
const texts = [hostile, '', ' ', 'NULL', '\\N', '\t', "'", '\u4e2d\u6587', '\u05d0', "'||(SELECT 1)||'"];

/** What must travel as data, to the last bit. */
export const valueCases: readonly LoadCase[] = [
  {
    name: 'hostile texts',
    dataset: visits,
    loads: [
      [
        fileSource(
          'v1',
          at(0),
          texts.map((text, hits) => [text, hits]),
        ),
      ],
    ],
    leaves: texts.map((text, hits) => [text, hits]),
    sums: [[texts.length, 0, 0]],
  },
  {
    name: 'hostile names of sources, buckets, keys, versions, checksums and records',
    dataset: visits,
    loads: [1, 2].map((time) => [
      fileSource('v1', at(0), [['/', 1], null], {
        ...{ sourceId: hostile, bucket: hostile, key: hostile, version: hostile, checksum: hostile },
        ...{ origin: `s3://landing/${hostile}`, quarantineUri: `s3://quarantine/${hostile}` },
      }),
      streamSource(hostile, [{ id: `${hostile}:${time}`, arrivedAt: at(time), values: [hostile, time] }], {
        sourceId: `${hostile} ${time}`,
      }),
    ]),
    leaves: [
      ['/', 1],
      [hostile, 1],
      [hostile, 2],
    ],
    sums: [
      [1, 0, 1],
      [1, 0, 0],
    ],
  },
  {
    // Blanks at the end are left out: Redshift takes such texts for equal, the others tell them apart.
    name: 'keys are compared to the letter: case, blanks before, accents and their forms differ',
    dataset: prices,
    loads: [
      [
        fileSource(
          'v1',
          at(0),
          ['a', 'A', ' a', '\u00e9', 'e\u0301', '\u0410', 'ａ'].map((sku, n) => [sku, n, null]),
        ),
      ],
      [fileSource('v2', at(60), [['A', 9, null]])],
    ],
    leaves: [
      ...['a', ' a', '\u00e9', 'e\u0301', '\u0410', 'ａ'].map((sku) => [
        sku,
        ['a', 'A', ' a', '\u00e9', 'e\u0301', '\u0410', 'ａ'].indexOf(sku),
        null,
      ]),
      ['A', 9, null],
    ],
    sums: [[1, 0, 0]],
  },
  {
    name: 'lists hold any text, and may be null',
    dataset: prices,
    loads: [
      [
        fileSource('v1', at(0), [
          ['a', 1, JSON.stringify([hostile, '\u{1f4a3}', '', '[]'])],
          ['b', 2, null],
          ['c', 3, '[]'],
        ]),
      ],
    ],
    leaves: [
      ['a', 1, JSON.stringify([hostile, '\u{1f4a3}', '', '[]'])],
      ['b', 2, null],
      ['c', 3, '[]'],
    ],
    sums: [[3, 0, 0]],
  },
  {
    name: 'the ends of integer, bigint, decimal, double, date and timestamp',
    dataset: snapshots,
    loads: [
      [
        fileSource('v1', at(0), [
          ['min', '-9223372036854775808', '0001-01-01', -1.5e300, '{"a":[1,{"b":null}]}'],
          ['max', '9223372036854775807', '9999-12-31', 0.1, '[true,"\\"",1.5]'],
          ['nul', '0', null, null, null],
        ]),
      ],
    ],
    leaves: [
      ['min', '-9223372036854775808', '0001-01-01', -1.5e300, '{"a":[1,{"b":null}]}'],
      ['max', '9223372036854775807', '9999-12-31', 0.1, '[true,"\\"",1.5]'],
      ['nul', '0', null, null, null],
    ],
    sums: [[3, 0, 0]],
  },
  {
    name: 'decimals to the last digit, versions to the microsecond, nulls',
    dataset: accounts,
    loads: [
      [
        fileSource('v1', at(0), [
          ['n1', '', '9999999999999999.99', '2026-02-01T00:00:00.000001Z', false],
          ['n1', null, '-0.01', '2026-02-01T00:00:00.000002Z', null],
          ['n2', 'o', '-9999999999999999.99', '9999-12-31T23:59:59.999999Z', true],
        ]),
      ],
      [fileSource('v2', at(60), [['n1', 'late', '1.00', '2026-02-01T00:00:00.000001Z', null]])],
    ],
    leaves: [
      ['n1', null, '-0.01', '2026-02-01T00:00:00.000002Z', null],
      ['n2', 'o', '-9999999999999999.99', '9999-12-31T23:59:59.999999Z', true],
    ],
    sums: [[0, 1, 0]],
  },
];
