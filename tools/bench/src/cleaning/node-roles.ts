import { writeSync } from 'node:fs';
import type { ProcessUse } from './subject-run.js';

/**
 * What a process of its own can be asked for. Each is loaded when it is asked for, so that none pays for the
 * others, and the bench itself loads none: a child's peak starts at what its parent held when it was forked.
 */
const roles: Readonly<Record<string, () => Promise<(task: never) => Promise<object>>>> = {
  samples: async () => (await import('./make-samples.js')).makeSamples,
  check: async () => (await import('./check-verdicts.js')).checkVerdicts,
  duckdb: async () => (await import('./subjects/duckdb-copy.js')).copyWithDuckdb,
  sluice: async () => (await import('./subjects/sluice.js')).cleanWithSluice,
  'csv-parse': async () => (await import('./subjects/csv-parse-zod.js')).cleanWithCsvParse,
};

/** Plays one role and prints, as its last line and when all is done, its result and what the process used. */
export async function playRole(role: string, task: string): Promise<void> {
  const load = roles[role];
  if (!load) throw new RangeError(`There is no role ${role}.`);
  const play = await load();
  const result = await play(JSON.parse(task) as never);
  process.once('exit', () => void writeSync(1, `${JSON.stringify({ result, use: ownUse() })}\n`));
}

function ownUse(): ProcessUse {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024 };
}
