import { notImplemented } from '../sql-error.js';
import { WINDOW_FUNCTIONS } from './print-window.js';

export interface AggregateCall {
  readonly name: string;
  readonly values: readonly string[];
  readonly distinct: boolean;
  /** Of WITHIN GROUP. */
  readonly order: string | undefined;
  /** ` OVER (…)`, or nothing. */
  readonly over: string;
}

/** Redshift's aggregates, and DuckDB's names of those that it has under another. */
export const AGGREGATES: ReadonlySet<string> = new Set(
  `any_value avg bool_and bool_or count listagg max median min percentile_cont percentile_disc stddev stddev_pop
   stddev_samp sum var_pop var_samp variance`.split(/\s+/),
);

/** Undefined when the arguments are not the function's. */
export function printAggregate(call: AggregateCall): string | undefined {
  const { name, values, distinct, order, over } = call;
  const argument = `${distinct ? 'DISTINCT ' : ''}${values.join(', ')}`;
  const plain = (engine: string) => `${engine}(${argument})${over}`;
  switch (name) {
    case 'listagg':
      if (over !== '') throw notImplemented('LISTAGG as a window function');
      return values.length === 1 || values.length === 2
        ? `listagg(${distinct ? 'DISTINCT ' : ''}${values[0]}, ${values[1] ?? `''`}${order === undefined ? '' : ` ORDER BY ${order}`})`
        : undefined;
    case 'percentile_cont':
    case 'percentile_disc':
      if (over !== '') throw notImplemented(`${name.toUpperCase()} as a window function`);
      return values.length === 1 && order !== undefined
        ? `${name}(${argument}) WITHIN GROUP (ORDER BY ${order})`
        : undefined;
  }
  const [least, most] = WINDOW_FUNCTIONS.get(name) ?? [1, 1];
  if (values.length < least || values.length > most || order !== undefined) return undefined;
  // DuckDB adds integers up in 128 bits; Redshift's sum of them is a BIGINT.
  if (name === 'sum') return `main.redshift_total(${plain('sum')})`;
  if (name === 'avg') return `main.redshift_mean(${plain('sum')}, ${plain('count')})`;
  return plain(name);
}
