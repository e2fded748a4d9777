import * as z from 'zod';
import type { Column } from './column.js';
import { columnFault } from './column-fault.js';
import type { Dataset } from './dataset.js';
import { maskValue, type Sha256Hex } from './mask.js';
import type { Fault } from './reason.js';
import { valueReader } from './read-value.js';
import type { Row, Value, Verdict } from './row.js';

/**
 * The schema of one column's raw value: a JSON value (or a field's text) in, its canonical value out, not masked. Its
 * issue carries the `Fault` in `params.fault`.
 */
export function columnSchema(
  column: Column,
  nullTokens: readonly string[],
  compile = valueReader,
): z.ZodType<Value> {
  const read = compile(column, nullTokens);
  const faultOf = columnFault(column);
  // Optional, or zod itself refuses a record without the key before the column can say what that means.
  return z
    .unknown()
    .optional()
    .transform((raw, context) => {
      const reading = read(raw);
      if ('value' in reading) return reading.value;
      context.issues.push(issueOf(faultOf(reading.reason, raw), raw));
      return z.NEVER;
    });
}

/**
 * The zod schema of a dataset's record: an object keyed by source names (others are ignored), out comes the row
 * of the table in contract order, masked. The one issue of a bad record carries its first `Fault`, by column order,
 * in `params.fault`. One schema for the whole record, because an object of column schemas takes three times as long.
 */
export function recordSchema(dataset: Dataset, sha256Hex: Sha256Hex, compile = valueReader): z.ZodType<Row> {
  const readers = dataset.columns.map((column) => ({
    column,
    read: compile(column, dataset.nullTokens),
    faultOf: columnFault(column),
  }));
  return z.custom<Readonly<Record<string, unknown>>>(isObject).transform((record, context) => {
    const row: Value[] = [];
    for (const { column, read, faultOf } of readers) {
      const raw = record[column.from];
      const reading = read(raw);
      if ('reason' in reading) {
        context.issues.push(issueOf(faultOf(reading.reason, raw), raw));
        return z.NEVER;
      }
      if (column.mask === undefined) row.push(reading.value);
      else if (column.mask !== 'drop') row.push(maskValue(column, reading.value, sha256Hex));
    }
    return row;
  });
}

/**
 * Judges one decoded record; the reference that the SQL of whole files must agree with.
 * @param sha256Hex of columns masked by it; core hashes nothing itself
 * @param compile makes a column's reader; a test passes a lax one to see it caught
 */
export function recordValidator(
  dataset: Dataset,
  sha256Hex: Sha256Hex,
  compile = valueReader,
): (record: unknown) => Verdict {
  const schema = recordSchema(dataset, sha256Hex, compile);
  return (record) => {
    const result = schema.safeParse(record);
    return result.success ? { ok: true, row: result.data } : { ok: false, fault: faultOf(result.error) };
  };
}

const isObject = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && !Array.isArray(record);

const issueOf = (fault: Fault, input: unknown) =>
  ({ code: 'custom', message: fault.reason, input, params: { fault } }) as const;

function faultOf({ issues: [issue] }: z.ZodError): Fault {
  const fault = issue?.code === 'custom' ? (issue.params?.['fault'] as Fault | undefined) : undefined;
  return fault ?? { reason: 'malformed_record', column: null, rule: 'a JSON object', value: null };
}
