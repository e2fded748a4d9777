import { printable, type Reject } from './reject.js';

/** What the rejects with the same reason, column and rule have in common: the bytes of it. */
export interface RejectCause extends Pick<Reject, 'reason' | 'column' | 'rule'> {
  /** Members of the quarantine line, a comma before each. */
  readonly members: Buffer;
  /** The same as columns of the table. */
  readonly cells: { readonly reason: Buffer; readonly column: Buffer | null; readonly rule: Buffer };
}

/** Causes that are kept: more than contracts have, and few enough where a rule tells of the single record. */
const maxKept = 1000;
/** A longer rule is not kept. */
const maxKeptLength = 1024;

/** Makes each cause once, so that a file of bad records does not make the same texts for each of them. */
export class RejectCauses {
  /** By column, then by rule: only a few reasons share both. */
  private readonly kept = new Map<string | null, Map<string, RejectCause[]>>();
  private count = 0;

  of({ reason, column, rule }: Reject): RejectCause {
    const alike = this.kept.get(column)?.get(rule) ?? [];
    for (const cause of alike) if (cause.reason === reason) return cause;
    const cause = causeOf(reason, column, rule);
    if (rule.length <= maxKeptLength) this.keep(cause, alike);
    return cause;
  }

  private keep(cause: RejectCause, alike: readonly RejectCause[]): void {
    const { column, rule } = cause;
    const isFull = this.count === maxKept;
    if (isFull) this.kept.clear();
    this.count = isFull ? 1 : this.count + 1;
    const byRule = this.kept.get(column) ?? new Map<string, RejectCause[]>();
    byRule.set(rule, isFull ? [cause] : [...alike, cause]);
    this.kept.set(column, byRule);
  }
}

function causeOf(reason: string, column: string | null, rule: string): RejectCause {
  const members = JSON.stringify({ reason, column, rule });
  return {
    reason,
    column,
    rule,
    members: Buffer.from(`,${members.slice(1, -1)}`),
    cells: {
      reason: Buffer.from(reason),
      column: column === null ? null : Buffer.from(column),
      rule: Buffer.from(printable(rule)),
    },
  };
}
