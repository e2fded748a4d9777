import type { ReasonCode } from './reason.js';
import type { Value } from './row.js';

/** A column's reading of one raw value. */
export type Reading = { readonly value: Value } | { readonly reason: ReasonCode };

/** Reads the lexical form of a raw value; compiled once for each column. */
export type ValueReader = (raw: unknown) => Reading;

export const bad = (reason: ReasonCode): Reading => ({ reason });
