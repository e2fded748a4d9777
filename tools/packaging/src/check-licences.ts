import satisfies from 'spdx-satisfies';
import type { ProductionPackage } from './production-closure.js';

/** Licences under which others' code may be passed on with notices alone: nothing of this project becomes theirs. */
export const allowedLicences: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
];

/** A line for each package whose licence is not allowed, not stated or no SPDX expression; says who needs it. */
export function licenceProblems(packages: readonly ProductionPackage[]): readonly string[] {
  return packages.flatMap(({ name, entry, neededBy }) => {
    const { version, license } = entry;
    if (license !== undefined && isAllowed(license)) return [];
    return [
      `${name}@${version} is under ${license ?? 'no stated licence'}; needed by ${neededBy.join(' → ')}`,
    ];
  });
}

function isAllowed(license: string): boolean {
  try {
    return satisfies(license, allowedLicences);
  } catch {
    return false;
  }
}
