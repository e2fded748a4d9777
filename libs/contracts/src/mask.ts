import type { Column } from './column.js';
import type { Value } from './row.js';

/** Lower-case hexadecimal SHA-256 of a text's UTF-8. Passed in, because core hashes nothing itself. */
export type Sha256Hex = (text: string) => string;

/** What stands for a value that a `redact` column holds. */
export const redactedText = '[redacted]';

/**
 * A column's value as its table holds it.
 * @param value the column's canonical value, unmasked
 * @returns the value itself without a mask; null of a dropped column, which has no place in the table
 */
export function maskValue(column: Column, value: Value, sha256Hex: Sha256Hex): Value {
  if (column.mask === undefined || value === null) return value;
  switch (column.mask) {
    case 'sha256':
      return sha256Hex(String(value));
    case 'redact':
      return redactedText;
    case 'drop':
      return null;
  }
}
