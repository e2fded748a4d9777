import { literal } from './literal.js';

const form = [
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]',
  '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,6})?',
  '(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)$',
].join('');

/** Judges and converts a timestamp with offset; DuckDB's own cast to TIMESTAMP drops offsets in silence. */
export function timestampSql(raw: string): { isTimestamp: string; value: string; canonical: string } {
  const hasForm = `regexp_matches(${raw}, ${literal(form)})`;
  const isUtc = `ends_with(${raw}, 'Z')`;
  const local = `TRY_CAST(left(${raw}, strlen(${raw}) - CASE WHEN ${isUtc} THEN 1 ELSE 6 END) AS TIMESTAMP)`;
  const part = (start: number) => `TRY_CAST(left(right(${raw}, ${start}), 2) AS INTEGER)`;
  const sign = `CASE WHEN left(right(${raw}, 6), 1) = '-' THEN 1 ELSE -1 END`;
  const shift = `CASE WHEN ${isUtc} THEN 0 ELSE ${sign} * (${part(5)} * 60 + ${part(2)}) END`;
  // The guard keeps years that would overflow away from the addition.
  const value = `CASE WHEN ${hasForm} THEN ${local} + to_minutes(${shift}) END`;
  const inRange = `${value} BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999'`;
  return {
    isTimestamp: `(${raw} >= '0001' AND COALESCE(${inRange}, FALSE))`,
    value,
    canonical: `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%fZ')`,
  };
}
