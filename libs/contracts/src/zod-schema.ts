import * as z from 'zod';
import type { Column } from './column.js';
import type { Dataset } from './dataset.js';
import { preview, type Fault } from './reason.js';
import { valueReader } from './read-value.js';
import type { Row, Value, Verdict } from './row.js';
import { ruleText } from './rule-text.js';

/** The schema of one column's raw value: a JSON scalar (or text field) in, its canonical value out. */
export function columnSchema(column: Column, nullTokens: readonly string[]): z.ZodType<Value> {
  const read = valueReader(column, nullTokens);
  const rule = ruleText(column);
  // Optional, or zod itself refuses a record without the key before the column can say what that means.
  return z
    .unknown()
    .optional()
    .transform((raw, context) => {
      const reading = read(raw);
      if ('value' in reading) return reading.value;
      context.issues.push({
        code: 'custom',
        message: reading.reason,
        input: raw,
        params: {
          fault: { reason: reading.reason, column: column.name, rule, value: rawText(raw) } satisfies Fault,
        },
      });
      return z.NEVER;
    });
}

/**
 * The zod schema of a dataset's record: an object keyed by source names (others are ignored), out comes the row
 * in contract order. Issues carry a `Fault` in `params.fault`.
 */
export function recordSchema(dataset: Dataset): z.ZodType<Row> {
  const shape = Object.fromEntries(
    dataset.columns.map((column) => [column.from, columnSchema(column, dataset.nullTokens)]),
  );
  const sources = dataset.columns.map((column) => column.from);
  return z.object(shape).transform((record) => sources.map((source) => record[source] as Value));
}

/** Judges one decoded record; the reference that the SQL of whole files must agree with. */
export function recordValidator(dataset: Dataset): (record: unknown) => Verdict {
  const schema = recordSchema(dataset);
  const position = new Map(dataset.columns.map((column, index) => [column.name, index]));
  return (record) => {
    const result = schema.safeParse(record);
    return result.success
      ? { ok: true, row: result.data }
      : { ok: false, fault: firstFault(result.error, position) };
  };
}

/** By column order, which is not zod's where source names look like array indexes. */
function firstFault(error: z.ZodError, position: ReadonlyMap<string | null, number>): Fault {
  let first: Fault | undefined;
  const place = (fault: Fault) => position.get(fault.column) ?? -1;
  for (const issue of error.issues) {
    const fault = issue.code === 'custom' ? (issue.params?.['fault'] as Fault | undefined) : undefined;
    if (fault && (!first || place(fault) < place(first))) first = fault;
  }
  return first ?? { reason: 'malformed_record', column: null, rule: 'a JSON object', value: null };
}

function rawText(raw: unknown): string | null {
  if (raw === null || raw === undefined) return null;
  return preview(typeof raw === 'string' ? raw : JSON.stringify(raw));
}
