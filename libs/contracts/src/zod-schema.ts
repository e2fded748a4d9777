import * as z from 'zod/mini';
import type { Column } from './column.js';
import { columnFault } from './column-fault.js';
import type { Dataset } from './dataset.js';
import { deriver } from './derivation.js';
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
): z.ZodMiniType<Value> {
  const read = compile(column, nullTokens);
  const faultOf = columnFault(column);
  // Optional, or zod itself refuses a record without the key before the column can say what that means.
  const value = z.transform((raw: unknown, context): Value => {
    const reading = read(raw);
    if ('value' in reading) return reading.value;
    context.issues.push(issueOf(faultOf(reading.reason, raw), raw));
    return z.NEVER;
  });
  return z.pipe(z.optional(z.unknown()), value);
}

/**
 * The zod schema of a dataset's record: an object keyed by source names (others are ignored, and so is what it
 * inherits), out comes the row of the table in contract order, masked. The one issue of a bad record carries its first
 * `Fault`, by column order, in `params.fault`. One schema for the whole record, because an object of column schemas
 * takes three times as long.
 */
export function recordSchema(
  dataset: Dataset,
  sha256Hex: Sha256Hex,
  compile = valueReader,
): z.ZodMiniType<Row> {
  return reportingSchema(dataset, sha256Hex, compile, () => undefined);
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
  let fault = notAnObject;
  const schema = reportingSchema(dataset, sha256Hex, compile, (found) => (fault = found));
  return (record) => {
    const result = schema.safeParse(record);
    // Not of `result.error`: zod makes it when it is asked for, and that takes longer than the record.
    return result.success ? { ok: true, row: result.data } : { ok: false, fault };
  };
}

/** @param report is told the fault of a bad record, beside the issue */
function reportingSchema(
  dataset: Dataset,
  sha256Hex: Sha256Hex,
  compile: typeof valueReader,
  report: (fault: Fault) => void,
): z.ZodMiniType<Row> {
  const { columns, nullTokens } = dataset;
  const fields = columns.map((column) => ({
    column,
    source: column.from,
    isInherited: column.from in Object.prototype,
    derive: column.derive && deriver(column.derive, columns),
    read: compile(column, nullTokens),
    faultOf: columnFault(column),
  }));
  const isPlain = columns.every(({ derive, mask }) => derive === undefined && mask === undefined);
  const refuse = ({ issues }: z.core.ParsePayload, fault: Fault, input: unknown): never => {
    issues.push(issueOf(fault, input));
    report(fault);
    return z.NEVER;
  };
  return z.transform((record: unknown, context) => {
    if (!isObject(record)) return refuse(context, notAnObject, record);
    const row: Value[] = [];
    // By position, not masked: what derived columns are made of.
    const values = isPlain ? row : [];
    for (const { column, source, isInherited, derive, read, faultOf } of fields) {
      const isAbsent = isInherited && !Object.hasOwn(record, source);
      const raw = derive ? derive(values) : isAbsent ? undefined : record[source];
      const reading = read(raw);
      if ('reason' in reading) return refuse(context, faultOf(reading.reason, raw), raw);
      values.push(reading.value);
      if (!isPlain && column.mask !== 'drop') row.push(maskValue(column, reading.value, sha256Hex));
    }
    return row;
  });
}

const isObject = (record: unknown): record is Readonly<Record<string, unknown>> =>
  typeof record === 'object' && record !== null && !Array.isArray(record);

const notAnObject: Fault = { reason: 'malformed_record', column: null, rule: 'a JSON object', value: null };

const issueOf = (fault: Fault, input: unknown) =>
  ({ code: 'custom', message: fault.reason, input, params: { fault } }) as const;
