import type { ReasonCode } from '../reason.js';

/** How a text that is not null and has no forbidden character is judged. */
export interface TextSql {
  /** `WHEN` branches in order of judgement; none holds for a good value. */
  readonly faults: readonly (readonly [condition: string, reason: ReasonCode])[];
  readonly value: string;
  readonly canonical?: string;
}
