import { errorCodeOf, unknownCode, type Failure } from './error-code.js';
import { copyValueCodes, failureRules, type Again, type Disposition } from './failure-rules.js';

const byCode = new Map(failureRules.flatMap((rule) => rule.codes.map((code) => [code, rule] as const)));

export interface Classification {
  readonly disposition: Disposition;
  readonly again: Again;
  /**
   * Whether, of a load of several sources that keeps failing so, one source may be at fault: apart from the others
   * it would keep only itself from loading.
   */
  readonly doubtful: boolean;
  readonly code: string;
  readonly why: string;
}

/** Unknown codes are retried later: a limited number of attempts, then the dead-letter queue, with the code. */
export function classifyFailure(failure: Failure): Classification {
  const code = errorCodeOf(failure);
  const rule = byCode.get(code);
  if (rule === undefined)
    return {
      disposition: 'retry',
      again: 'later',
      doubtful: true,
      code,
      why: code === unknownCode ? 'No code was given.' : 'The code is not listed.',
    };
  const { disposition, why } = rule;
  return rule.disposition === 'retry'
    ? { disposition, again: rule.again, doubtful: rule.doubtful ?? false, code, why }
    : { disposition, again: 'never', doubtful: false, code, why };
}

/** Whether a code is one that COPY gives for what it was to load. */
export const isCopyCode = (code: string): boolean =>
  code === 'LoadFailed' || code === '15007' || copyValueCodes.includes(code);
