import { literal, type Column } from '@sluice/contracts';

/**
 * SQL of the text that a Parquet value stands for, as a file of text would have it; NULL stays NULL.
 *
 * Numbers: plain digits; a fraction has no zeros at its end, so `5.70` and a double's `1.0` are `5.7` and `1`.
 * Booleans: in a boolean column its first true or false text, elsewhere `true` and `false`. Timestamps: UTC with `Z`;
 * those without a zone are taken to be UTC; nanoseconds that are no microseconds stay visible, so that the contract
 * refuses them. Binary values: their UTF-8. Lists of text in a list column, and texts there that are a JSON array of
 * texts (as a cleaned file has them): the items joined; where that cannot be undone, a text that is no list. Everything
 * else that is nested: JSON.
 * @param type DuckDB's name of it
 */
export function lexicalText(column: Column, value: string, type: string): string {
  const text = `CAST(${value} AS VARCHAR)`;
  if (type === 'BOOLEAN' && column.type === 'boolean') {
    const [whenTrue, whenFalse] = [column.trueTexts[0] ?? '', column.falseTexts[0] ?? ''];
    return `CASE WHEN ${value} THEN ${literal(whenTrue)} WHEN NOT ${value} THEN ${literal(whenFalse)} END`;
  }
  if (type === 'FLOAT' || type === 'DOUBLE')
    // Negative zero is zero.
    return `CASE WHEN ${value} = 0 THEN '0' ELSE regexp_replace(${text}, '\\.0$', '') END`;
  if (type.startsWith('DECIMAL(')) return decimalText(text);
  if (type === 'TIMESTAMP WITH TIME ZONE') return timestampText(`make_timestamp(epoch_us(${value}))`);
  if (type === 'TIMESTAMP_NS')
    return `regexp_replace(strftime(${value}, '%Y-%m-%dT%H:%M:%S.%n'), '000$', '') || 'Z'`;
  if (type === 'TIMESTAMP' || type === 'TIMESTAMP_S' || type === 'TIMESTAMP_MS') return timestampText(value);
  if (type === 'BLOB') return `TRY(decode(${value}))`;
  if (type === 'VARCHAR[]' && column.type === 'list') return listText(value, literal(column.separator));
  if (type === 'VARCHAR' && column.type === 'list') {
    const isArray = `starts_with(${value}, '["') AND ends_with(${value}, '"]') AND json_valid(${value})`;
    const items = `from_json(${value}, '["VARCHAR"]')`;
    return `CASE WHEN ${isArray} THEN ${listText(items, literal(column.separator))} ELSE ${value} END`;
  }
  return isNested(type) ? `CAST(to_json(${value}) AS VARCHAR)` : text;
}

/** SQL of the text by which a rejected value is shown. */
export function shownText(text: string, value: string, type: string): string {
  return isNested(type) ? `CAST(to_json(${value}) AS VARCHAR)` : text;
}

const isNested = (type: string): boolean =>
  type.endsWith(']') || type.startsWith('STRUCT(') || type.startsWith('MAP(') || type.startsWith('UNION(');

const timestampText = (value: string): string => `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%fZ')`;

function decimalText(text: string): string {
  const isFraction = `contains(${text}, '.')`;
  const short = `regexp_replace(regexp_replace(${text}, '0+$', ''), '\\.$', '')`;
  // DuckDB writes a half as `.5`; a zero of nothing but fraction digits is then empty.
  const whole = `regexp_replace(${short}, '^(-?)\\.', '\\10.')`;
  return `CASE WHEN NOT ${isFraction} THEN ${text} WHEN ${short} IN ('', '-') THEN '0' ELSE ${whole} END`;
}

function listText(value: string, separator: string): string {
  const undoable = `len(${value}) > 0 AND len(list_filter(${value}, lambda item: item IS NULL OR contains(item, ${separator}))) = 0`;
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN ${undoable} THEN array_to_string(${value}, ${separator}) ELSE ${separator} || ${separator} END`;
}
