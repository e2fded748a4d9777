import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';

const MICROS_PER_SECOND = 1_000_000n;

/** One value as the JSON of the Data API's `Field` union. */
export function encodeField(value: DuckDBValue, type: DuckDBType): string {
  if (value === null) return '{"isNull":true}';
  switch (typeof value) {
    case 'boolean':
      return `{"booleanValue":${value}}`;
    case 'string':
      return stringField(value);
    case 'bigint':
      return `{"longValue":${value}}`;
    case 'number':
      if (type.typeId === DuckDBTypeId.FLOAT || type.typeId === DuckDBTypeId.DOUBLE) {
        // The protocol's JSON has these three as strings.
        return `{"doubleValue":${Number.isFinite(value) ? value : `"${value}"`}}`;
      }
      return `{"longValue":${value}}`;
  }
  if (value instanceof DuckDBTimestampValue) return stringField(timestampText(value.micros));
  if (value instanceof DuckDBTimestampTZValue) return stringField(`${timestampText(value.micros)}+00`);
  if (value instanceof DuckDBDateValue || value instanceof DuckDBDecimalValue)
    return stringField(value.toString());
  return stringField(String(value));
}

const stringField = (text: string): string => `{"stringValue":${JSON.stringify(text)}}`;

/**
 * `2026-01-01 00:00:00.123`: no zeros at the end of the fraction, but at least one digit.
 * https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling.html
 */
export function timestampText(micros: bigint): string {
  const fraction = ((micros % MICROS_PER_SECOND) + MICROS_PER_SECOND) % MICROS_PER_SECOND;
  const seconds = Number((micros - fraction) / MICROS_PER_SECOND);
  const whole = new Date(seconds * 1000).toISOString().slice(0, -5).replace('T', ' ');
  return `${whole}.${String(fraction)
    .padStart(6, '0')
    .replace(/(?!^)0+$/, '')}`;
}
