import type { Value } from '@sluice/contracts';

/** A travelling value as text that DuckDB casts to the column's type without loss. */
export const valueText = (value: Value): string | null => (value === null ? null : String(value));
