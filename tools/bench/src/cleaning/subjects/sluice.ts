import { titleBasics } from '@sluice/contracts';
import { cleanFile } from '@sluice/file-cleaning';
import type { SubjectResult, SubjectTask } from '../subject-run.js';

/** What the processor does with a file: staged Parquet parts with ordinals, in order; rejects; quarantine. */
export async function cleanWithSluice(task: SubjectTask): Promise<SubjectResult> {
  const result = await cleanFile({
    dataset: titleBasics,
    inputPath: task.inputPath,
    format: 'tsv',
    compression: 'gzip',
    outputDirectory: task.outputDirectory,
    sourceNumber: 0,
    ...(task.allBad ? { maxRejectRatio: 1 } : {}),
  });
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
  return {
    clean: result.counts.clean,
    rejected: result.counts.rejected,
    rowFiles: result.rows.map(({ path }) => path),
    rejectFiles: result.rejects.map(({ path }) => path),
  };
}
