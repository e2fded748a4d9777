import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allowedLicences, licenceProblems } from './check-licences.js';
import type { Lock } from './locked-closure.js';
import { productionClosure } from './production-closure.js';

export interface LicenceReport {
  /** A line a package: name, version, licence. */
  readonly table: string;
  readonly problems: readonly string[];
}

/** The licences of what production needs, as a table, and what is wrong with them. */
export async function reportLicences(workspace: string): Promise<LicenceReport> {
  const lock = JSON.parse(await readFile(join(workspace, 'package-lock.json'), 'utf8')) as Lock;
  const packages = productionClosure(lock);
  const rows = packages.map(({ name, entry, neededBy }) => [
    `${name}@${entry.version}`,
    entry.license ?? '',
    neededBy[0] ?? '',
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const count = `${rows.length} packages; allowed are ${allowedLicences.join(', ')}`;
  return { table: `${lines.join('\n')}\n${count}\n`, problems: licenceProblems(packages) };
}
