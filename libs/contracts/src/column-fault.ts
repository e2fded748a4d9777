import type { Column } from './column.js';
import { preview, type Fault, type ReasonCode } from './reason.js';
import { ruleText } from './rule-text.js';

/** Makes the faults of a column from a reason and the raw value; both paths' faults are alike. */
export function columnFault(column: Column): (reason: ReasonCode, raw: unknown) => Fault {
  const rule = ruleText(column);
  const show = column.mask === undefined ? rawPreview : () => null;
  return (reason, raw) => ({ reason, column: column.name, rule, value: show(raw) });
}

function rawPreview(raw: unknown): string | null {
  if (raw === null || raw === undefined) return null;
  return preview(typeof raw === 'string' ? raw : jsonText(raw));
}

/** Nested as deep as a record may be; JSON.stringify has no such bound. */
function jsonText(raw: unknown): string {
  try {
    return JSON.stringify(raw);
  } catch {
    return '(nested too deep to show)';
  }
}
