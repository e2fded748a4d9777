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
  return z.unknown().transform((raw, context) => {
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
 * in contract order. Issues carry a `Fault` in `params.fault`, in column order.
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
  return (record) => {
    const result = schema.safeParse(record);
    return result.success ? { ok: true, row: result.data } : { ok: false, fault: firstFault(result.error) };
  };
}

function firstFault(error: z.ZodError): Fault {
  const [issue] = error.issues;
  if (issue?.code === 'custom' && issue.params) return issue.params['fault'] as Fault;
  return { reason: 'malformed_record', column: null, rule: 'a JSON object', value: null };
}

function rawText(raw: unknown): string | null {
  if (raw === null || raw === undefined) return null;
  return preview(typeof raw === 'string' ? raw : JSON.stringify(raw));
}
