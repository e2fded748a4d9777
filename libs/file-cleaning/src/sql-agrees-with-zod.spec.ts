import {
  columnSql,
  date,
  decimal,
  defineDataset,
  double,
  integer,
  list,
  text,
  timestamp,
  type Column,
  type Dataset,
} from '@sluice/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyDataset, anyRecords } from './nasty-cells.testing.js';
import { VerdictComparison } from './sql-verdicts.testing.js';

const seed = 20_260_131;
const runs = 160;
const rowsPerRun = 120;

let comparison: VerdictComparison;
beforeAll(async () => {
  comparison = await VerdictComparison.open();
});
afterAll(() => comparison.close());

function datasetOf(...columns: Column[]): Dataset {
  return defineDataset({
    name: 'probe',
    version: 1,
    table: { schema: 's', name: 't' },
    columns,
    load: { mode: 'append' },
  });
}

describe('the SQL and the zod schema', () => {
  it('give every field and every record the same verdict, reason and value', async () => {
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(anyDataset, anyRecords(rowsPerRun), async (dataset, records) => {
        judged += records.length;
        expect(await comparison.disagreements(dataset, records)).toEqual([]);
      }),
      { seed, numRuns: runs },
    );
    expect(judged).toBeGreaterThanOrEqual(5000);
  });

  const lax: Record<string, typeof columnSql> = {
    'an integer cast that rounds': (column, tokens, raw) => ({
      ...columnSql(column, tokens, raw),
      ...(column.type === 'integer'
        ? { reason: `CASE WHEN TRY_CAST(${raw} AS INTEGER) IS NULL THEN 'not_integer' END` }
        : {}),
    }),
    'a timestamp cast that drops the offset': (column, tokens, raw) => {
      const sql = columnSql(column, tokens, raw);
      return column.type === 'timestamp'
        ? { ...sql, canonical: `strftime(TRY_CAST(${raw} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%fZ')` }
        : sql;
    },
    'lengths in characters': (column, tokens, raw) => {
      const sql = columnSql(column, tokens, raw);
      return { ...sql, reason: sql.reason.replaceAll('strlen(', 'length(') };
    },
  };
  it.each(Object.keys(lax))('%s does not pass', async (name) => {
    const outcome = await fc.check(
      fc.asyncProperty(anyDataset, anyRecords(rowsPerRun), async (dataset, records) => {
        return (await comparison.disagreements(dataset, records, lax[name])).length === 0;
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    expect(outcome.failed).toBe(true);
  });

  it.each<[string, Column, string]>([
    ['negative zero is one value with zero', double('d'), '-0'],
    ['an exponent beyond every double', double('d'), '1e400'],
    ['an exponent that vanishes', double('d'), '1e-400'],
    ['a fraction without whole digits in DuckDB’s print', decimal('d', { precision: 1, scale: 1 }), '0.5'],
    ['a dot does not match a carriage return', text('t', { maxBytes: 9, pattern: '^.$' }), '\r'],
    ['a dot does not match a line separator', text('t', { maxBytes: 9, pattern: '^.$' }), '\u2028'],
    [
      'a final line feed is not the end',
      text('t', { maxBytes: 99, pattern: '^tt\\d{7,10}$' }),
      'tt0000001\n',
    ],
    ['a control character in a list', list('l', { maxBytes: 99 }), 'a\u001fb,"c"'],
    ['a list separated by backslashes', list('l', { maxBytes: 99, separator: '\\' }), 'a\\b'],
    ['an infinite date', date('d'), 'infinity'],
    ['a date before the common era', date('d'), '0044-03-15 (BC)'],
    ['a timestamp whose sum overflows', timestamp('t'), '294247-01-10T04:00:54-14:00'],
    ['a timestamp that leaves year 1', timestamp('t'), '0001-01-01T00:30:00+01:00'],
    ['a timestamp that leaves year 9999', timestamp('t'), '9999-12-31T23:59:59-00:01'],
    ['Arabic digits', integer('i'), '١٢'],
  ])('agree on %s', async (_, column, cell) => {
    expect(await comparison.disagreements(datasetOf(column), [[cell]])).toEqual([]);
  });
});
