import type { CleaningJob } from './cleaning-job.js';
import { FileFaultError } from './errors.js';

/** @throws {FileFaultError} when the share of bad records is above what the contract allows */
export function refuseTooManyRejects({ rejects, dataset, format }: CleaningJob, read: number): void {
  if (rejects.count <= dataset.maxRejectRatio * read) return;
  const [reason = '', count = 0] =
    Object.entries(rejects.reasons).sort(([, one], [, other]) => other - one)[0] ?? [];
  const share = `${rejects.count} of ${read} records are bad, at most ${percent(dataset.maxRejectRatio)} may be`;
  if (format === 'ndjson' && reason === 'malformed_record' && count === read)
    throw new FileFaultError({
      code: 'not_the_format',
      message: `no line is a JSON object: deliver one object a line, or name the file after its format`,
    });
  const sample = rejects.samples.get(reason);
  const place = `line ${sample?.line ?? 0}${sample?.column == null ? '' : `, column ${sample.column}`}`;
  const value = JSON.stringify((sample?.value ?? '').slice(0, 80));
  throw new FileFaultError({
    code: 'too_many_rejects',
    message: `${share}; mostly ${reason} (${count}), as in ${place}: ${value} is not ${sample?.rule.slice(0, 200) ?? ''}: mend the file`,
  });
}

const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(2))} %`;
