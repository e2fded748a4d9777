import type { Fault } from './reason.js';

/**
 * A value as it travels: text, date, timestamp, bigint, decimal and list as text in their canonical form,
 * integer and double as numbers, boolean as boolean.
 */
export type Value = string | number | boolean | null;

/** A valid record: one value for each column, in contract order. */
export type Row = readonly Value[];

/** What a validator says of a record. */
export type Verdict =
  { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly fault: Fault };
