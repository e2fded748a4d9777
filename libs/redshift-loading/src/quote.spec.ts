import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteIdentifier, quoteInstant, quoteLiteral, quoteTable } from './quote.js';

/** As Redshift reads a literal: a backslash escapes what follows it. */
const withEscapes = (sql: string): string => sql.replace(/\\(.)/gs, '$1');

describe('quoteLiteral', () => {
  it('doubles quotes and writes no backslash', () => {
    expect(quoteLiteral(`it's`)).toBe(`'it''s'`);
    expect(quoteLiteral('a\\')).toBe(`('a' || CHR(92) || '')`);
  });

  it('means the text itself, whatever it is, with and without backslash escapes', async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const piece = fc.oneof(
      fc.constantFrom(`'`, `''`, '\\', `\\'`, '"', ';', '--', '/*', '$$', '\n', `'; DROP TABLE t; --`),
      fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const value = pieces.join('');
        const literal = quoteLiteral(value);
        expect(withEscapes(literal)).toBe(literal);
        const result = await connection.runAndReadAll(`SELECT ${literal}`);
        expect(result.getRowsJson()).toEqual([[value]]);
      }),
      { seed: 1, numRuns: 200 },
    );
    connection.closeSync();
    instance.closeSync();
  });

  it('refuses NUL', () => {
    expect(() => quoteLiteral('a\0')).toThrow(RangeError);
  });
});

describe('quoteIdentifier', () => {
  it('doubles quotes', () => {
    expect(quoteTable({ schema: 'a"b', name: `c'; --` })).toBe(`"a""b"."c'; --"`);
  });

  it.each(['', 'a\0', 'x'.repeat(128), 'é'.repeat(60)])('refuses %j', (name) => {
    expect(() => quoteIdentifier(name)).toThrow(RangeError);
  });
});

describe('quoteInstant', () => {
  it('keeps microseconds', () => {
    expect(quoteInstant('2026-01-31T09:30:00.123456Z')).toBe(`TIMESTAMP '2026-01-31 09:30:00.123456'`);
  });

  it.each(['2026-01-31', '2026-01-31T09:30:00', '2026-13-31T09:30:00Z', `2026-01-31T09:30:00Z' OR '1`])(
    'refuses %s',
    (instant) => {
      expect(() => quoteInstant(instant)).toThrow(RangeError);
    },
  );
});
