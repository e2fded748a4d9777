import type { TargetName } from '../target.js';
import { localAwsGaps } from './local-aws.js';
import { motoGaps } from './moto/moto.js';

/** Where a target is known to differ from what the suite states of AWS. */
export interface Gap {
  readonly reason: string;
  /** Each as `SERVICE: AREA: BEHAVIOUR`; as `SERVICE: AREA: *` it is every case of the area. */
  readonly cases: readonly string[];
}

const tables: Partial<Record<TargetName, readonly Gap[]>> = {
  'local-aws': localAwsGaps,
  'local-aws-unscaled': localAwsGaps,
  moto: motoGaps,
};

/** Reasons by what the tables name. A case that two gaps name is a mistake, and thrown. */
export function gapsOf(name: TargetName): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { reason, cases } of tables[name] ?? []) {
    for (const each of cases) {
      if (reasons.has(each)) throw new Error(`Two gaps of ${name} name "${each}".`);
      reasons.set(each, reason);
    }
  }
  return reasons;
}

/** The names under which a table may list a case. */
export const listedAs = (conformanceCase: string): readonly string[] => [
  conformanceCase,
  conformanceCase.replace(/^([^:]+: [^:]+): .*$/s, '$1: *'),
];
