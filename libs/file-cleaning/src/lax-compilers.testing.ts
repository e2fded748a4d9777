import { columnSql, literal, valueReader, type Column, type Value } from '@sluice/contracts';

/** Mistakes that a compiler of columns to SQL could make, each known to be tempting. */
export const laxSql: Readonly<Record<string, typeof columnSql>> = {
  'an integer cast that rounds': cast('integer', 'INTEGER'),
  'a date cast that takes any date': cast('date', 'DATE'),
  'a timestamp cast that drops the offset': (column, tokens, raw) => {
    const sql = columnSql(column, tokens, raw);
    return column.type === 'timestamp' && column.mask === undefined
      ? { ...sql, canonical: `strftime(TRY_CAST(${raw} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%fZ')` }
      : sql;
  },
  'lengths in characters': rewritten('strlen(', 'length('),
  'a trim of spaces only': rewritten(`, ${literal(' \t\n\r')})`, ')'),
  'no trim': (column, tokens, raw) => columnSql({ ...column, trim: false }, tokens, raw),
  'null tokens of the dataset only': (column, tokens, raw) =>
    columnSql({ ...column, nullTokens: tokens }, tokens, raw),
  'JSON as DuckDB reads it': rewritten('sluice_is_json(', 'json_valid('),
  'a digest of the raw text': (column, tokens, raw) => {
    const sql = columnSql(column, tokens, raw);
    return column.mask === 'sha256' ? { ...sql, canonical: `sha256(${raw})` } : sql;
  },
  'a double cast without its form': rewritten("THEN 'not_double'", 'THEN NULL'),
  'no default': ({ default: _, ...column }, tokens, raw) => columnSql(column, tokens, raw),
};

function cast(type: Column['type'], to: string): typeof columnSql {
  return (column, tokens, raw) => ({
    ...columnSql(column, tokens, raw),
    ...(column.type === type
      ? { reason: `CASE WHEN TRY_CAST(${raw} AS ${to}) IS NULL THEN 'not_${type}' END` }
      : {}),
  });
}

function rewritten(part: string, by: string): typeof columnSql {
  return (column, tokens, raw) => {
    const sql = columnSql(column, tokens, raw);
    return { ...sql, reason: sql.reason.replaceAll(part, by) };
  };
}

/** Mistakes that a reader of one value could make. */
export const laxReaders: Readonly<Record<string, typeof valueReader>> = {
  'Number() for integers': reading('integer', (text) => (Number.isInteger(Number(text)) ? Number(text) : undefined)),
  'Number() for doubles': reading('double', (text) => (Number.isNaN(Number(text)) ? undefined : Number(text))),
  'BigInt() for bigints': reading('bigint', (text) => (/^-?\d{1,18}$/.test(text) ? String(BigInt(text)) : undefined)),
  'Date for dates': reading('date', (text) => {
    const day = new Date(text);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) ? text : undefined;
  }),
  'Date for timestamps': reading('timestamp', (text) => {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? undefined : at.toISOString().replace('Z', '000Z');
  }),
  'booleans in any case': reading('boolean', (text) => ({ true: true, false: false, '1': true, '0': false })[text.toLowerCase()]),
  'JSON.parse alone': reading('json', (text) => {
    try {
      JSON.parse(text);
      return text;
    } catch {
      return undefined;
    }
  }),
  'lists without empty items': reading('list', (text) => (text === '' ? undefined : JSON.stringify(text.split(',').filter(Boolean)))),
  'a trim of every blank of Unicode': (column, tokens) => {
    const read = valueReader(column, tokens);
    return (raw) => read(column.trim && typeof raw === 'string' ? raw.trim() : raw);
  },
  'null tokens before the trim': (column, tokens) => {
    const read = valueReader({ ...column, nullTokens: [] }, tokens);
    const nulls = column.nullTokens ?? tokens;
    return (raw) => read(nulls.includes(raw as string) ? null : raw);
  },
}; // prettier-ignore

/** A reader that takes a column type's texts by a lax rule, where the strict one finds a wrong form. */
function reading(type: Column['type'], lax: (text: string) => Value | undefined): typeof valueReader {
  return (column, tokens) => {
    const read = valueReader(column, tokens);
    if (column.type !== type) return read;
    return (raw) => {
      const strict = read(raw);
      if (typeof raw !== 'string' || 'value' in strict || !strict.reason.startsWith('not_')) return strict;
      const value = lax(raw);
      return value === undefined ? strict : { value };
    };
  };
}
