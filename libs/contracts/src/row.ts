import type { Fault } from './reason.js';

/**
 * A value as it travels: text, date, timestamp, bigint, decimal, list and json as text in their canonical form,
 * integer and double as numbers, boolean as boolean; text where a mask stands for it.
 */
export type Value = string | number | boolean | null;

/** A valid record as the table holds it: one value for each of `tableColumns`, in contract order, masks applied. */
export type Row = readonly Value[];

/** What a validator says of a record. */
export type Verdict =
  { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly fault: Fault };
