import type { Column } from './column.js';
import { isInexact, isUnsafeInteger } from './inexact-number.js';
import { maxJsonDepth } from './is-json.js';
import type { ReasonCode } from './reason.js';

/** The text that a JSON value other than a string and null stands for, or why the column takes none such. */
export function lexicalForm(column: Column, raw: unknown): string | { readonly reason: ReasonCode } {
  if (column.type === 'json') return jsonForm(raw);
  if (typeof raw === 'number')
    return keepsDigits(column) && isInexact(raw) ? { reason: 'inexact_number' } : String(raw);
  if (typeof raw === 'boolean' && column.type === 'boolean')
    return (raw ? column.trueTexts : column.falseTexts)[0] ?? '';
  if (column.type === 'list' && Array.isArray(raw) && raw.length > 0) {
    const isItem = (item: unknown) => typeof item === 'string' && !item.includes(column.separator);
    if (raw.every(isItem)) return raw.join(column.separator);
  }
  return { reason: column.type === 'bigint' ? 'not_integer' : `not_${column.type}` };
}

/** Whether digits that a double has lost would stand wrong in the table; an integer's range is narrower. */
const keepsDigits = ({ type }: Column): boolean =>
  type === 'bigint' || type === 'decimal' || type === 'text' || type === 'list';

/** As JSON.stringify writes it, which itself would fail at the depth and turn infinite numbers into null. */
function jsonForm(raw: unknown): string | { readonly reason: ReasonCode } {
  let level: unknown[] = [raw];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxJsonDepth + 1) return { reason: 'not_json' };
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'number') {
        if (!Number.isFinite(value)) return { reason: 'not_json' };
        if (isUnsafeInteger(value)) return { reason: 'inexact_number' };
      } else if (typeof value === 'object' && value !== null) {
        for (const item of Array.isArray(value) ? value : Object.values(value)) next.push(item);
      }
    }
    level = next;
  }
  return JSON.stringify(raw);
}
