import { readFileSync } from 'node:fs';
import { titleBasics } from '@sluice/contracts';
import { cleanFile, type CleanFileOptions } from './clean-file.js';
import type { CleaningResult } from './cleaning-result.js';

/** What the program below is told, as JSON in its only argument: a file of title-basics. */
export type CleanOnceTask = Omit<CleanFileOptions, 'dataset' | 'sourceNumber' | 'signal' | 'onProgress'>;

/** What it prints, as JSON. */
export interface CleanedOnce {
  readonly result: CleaningResult;
  /** The most that the process held. */
  readonly peakBytes: number;
  readonly milliseconds: number;
}

/** A program of its own, so that its memory is that of one cleaning and of nothing else. */
async function main(): Promise<void> {
  const task = JSON.parse(process.argv[2] ?? '') as CleanOnceTask;
  const startedAt = performance.now();
  const result = await cleanFile({ ...task, dataset: titleBasics, sourceNumber: 0 });
  const milliseconds = performance.now() - startedAt;
  process.once('exit', () => {
    process.stdout.write(
      JSON.stringify({ result, peakBytes: ownPeakBytes(), milliseconds } satisfies CleanedOnce),
    );
  });
}

/** `maxRSS` on Linux begins with what the parent held when it forked, which says nothing of this program. */
function ownPeakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kibibytes) * 1024;
}

void main();
