import { matchesPattern } from '../policies/wildcard.js';
import type { Finding } from './finding.js';

/** Why something that a rule does not let pass has to stand. */
export interface Reason {
  readonly rule: string;
  /** Patterns, as IAM has them, of the finding's owner and of what was found. */
  readonly owner: string;
  readonly what: string;
  readonly reason: string;
}

export interface Judged {
  /** What no reason stands for. */
  readonly findings: readonly Finding[];
  /** What stands for nothing that was found: a leftover. */
  readonly unused: readonly Reason[];
}

export function judge(findings: readonly Finding[], reasons: readonly Reason[]): Judged {
  const used = new Set<Reason>();
  const left = findings.filter((finding) => {
    const known = reasons.filter(
      ({ rule, owner, what }) =>
        rule === finding.rule && matchesPattern(owner, finding.owner) && matchesPattern(what, finding.what),
    );
    for (const reason of known) used.add(reason);
    return known.length === 0;
  });
  return { findings: left, unused: reasons.filter((reason) => !used.has(reason)) };
}
