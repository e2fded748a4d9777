import {
  bigint,
  boolean,
  date,
  decimal,
  defineDataset,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
  type Row,
} from '@sluice/contracts';
import { at, fileSource, loadedTables } from '@sluice/load-model';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { query } from '../resources/warehouse.js';
import { readTables } from './read-tables.js';
import { sharedWarehouse } from './shared-warehouse.js';

const nullable = true;

/** A column of every type that a contract may name. */
const everyType = defineDataset({
  name: 'every-type',
  version: 1,
  table: { schema: 'shop', name: 'every_type' },
  columns: [
    integer('id'),
    text('short', { nullable, minBytes: 0, maxBytes: 64 }),
    text('long', { nullable, minBytes: 0, maxBytes: 65535 }),
    integer('whole', { nullable }),
    bigint('large', { nullable }),
    decimal('few', { nullable, precision: 9, scale: 4 }),
    decimal('more', { nullable, precision: 18, scale: 2 }),
    decimal('most', { nullable, precision: 18, scale: 18 }),
    double('float', { nullable }),
    boolean('yes', { nullable, trueTexts: ['true'], falseTexts: ['false'] }),
    date('day', { nullable }),
    timestamp('moment', { nullable }),
    list('tags', { nullable, maxBytes: 10900 }),
    json('detail', { nullable, maxBytes: 65535 }),
  ],
  load: { mode: 'append' },
});

const nothing = everyType.columns.slice(1).map(() => null);
const longest = '€'.repeat(21_845);

const rows: readonly Row[] = [
  [0, ...nothing],
  [
    ...[1, 'a', 'plain', 7, '9007199254740993', '12345.6789', '0.01', '0.500000000000000001', 0.1, true],
    ...['2026-02-28', '2026-02-28T23:59:59.123456Z', '["x","y"]', '{"a":{"b":[1,null,true]}}'],
  ],
  [
    ...[2, '', longest, 2147483647, '9223372036854775807', '99999.9999', '9999999999999999.99'],
    ...['0.999999999999999999', 1.7976931348623157e308, false],
    ...['9999-12-31', '9999-12-31T23:59:59.999999Z', '[]', '{}'],
  ],
  [
    ...[3, '  a\tb\nc\rd  ', `\\ ' " \u00a0 \u200b \ufeff`, -2147483648, '-9223372036854775807'],
    ...['-99999.9999', '-0.01', '-0.999999999999999999', -2.5e-300, true],
    ...['1969-12-31', '1969-12-31T23:59:59.999999Z', '["","ä","😀","\\"\\\\"]', '"text"'],
  ],
  [
    ...[4, 'ä😀\u{10ffff}', 'NULL', 0, '0', '0.0000', '0.00', '0.000000000000000000', 0, false],
    ...['1900-01-01', '1900-01-01T00:00:00.000001Z', '[[1],[2.5]]', '[0.1,1e3]'],
  ],
  [...[5, ...nothing.slice(0, 9)], '1582-10-15', '1582-10-15T00:00:00.000000Z', null, null],
  [...[6, ...nothing.slice(0, 9)], '0001-01-01', '0001-01-01T00:00:00.000000Z', null, null],
];

const warehouse = sharedWarehouse([everyType]);

conformance('loads', 'column types', (conforms) => {
  conforms('come from the Parquet that is written here as they were', { waitSeconds: 1800 }, async () => {
    const opened = await warehouse();
    const file = fileSource('types', at(0), rows);
    const [ledger] = await opened.load(everyType, 'load-1', [file]);
    expect(ledger).toMatchObject({ loaded: rows.length, deduplicated: 0, quarantined: 0, reconciled: true });
    const { target } = await readTables(opened.placed(everyType));
    const written = rows.map((row, ordinal) => ({
      ...Object.fromEntries(everyType.columns.map(({ name }, place) => [name, row[place] ?? null])),
      _record_id: `file-types:${String(ordinal).padStart(12, '0')}`,
      _arrived_at: at(0),
      _load_id: 'load-1',
    }));
    expect(target).toEqual(loadedTables(everyType, { target: written, rejects: [], ledger: [] }).target);
  });

  conforms('compare and navigate as such', { waitSeconds: 1800 }, async () => {
    const opened = await warehouse();
    await opened.empty(everyType);
    await opened.load(everyType, 'load-2', [fileSource('types-again', at(0), rows)]);
    const table = `${opened.schema}.every_type`;
    expect(
      await query(
        `SELECT id, large > 0, most > 0, float > 0, day > '1970-01-01', moment < '1970-01-01', OCTET_LENGTH(long),
           JSON_TYPEOF(t.tags), JSON_TYPEOF(t.detail)
         FROM ${table} t WHERE id BETWEEN 1 AND 3 ORDER BY id`,
      ),
    ).toEqual([
      [1, true, true, true, true, false, 5, 'array', 'object'],
      [2, true, true, true, true, false, 65535, 'array', 'object'],
      [3, false, false, false, false, true, expect.any(Number), 'array', 'string'],
    ]);
    expect(
      await query(`SELECT t.tags[1]::VARCHAR, t.detail.a.b[0]::INTEGER FROM ${table} t WHERE id = 1`),
    ).toEqual([['y', 1]]);
    expect(await query(`SELECT COUNT(*) FROM ${table} WHERE tags IS NULL AND detail IS NULL`)).toEqual([[3]]);
  });
});
