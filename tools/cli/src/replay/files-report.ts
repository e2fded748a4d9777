import type { FileArrived } from '@sluice/message-schemas';
import type { Announced, LandedVersions } from '@sluice/sweep-command';
import { count, counted, table } from '../terminal/table.js';

type FilesByDataset = Readonly<Record<string, { readonly files: number; readonly bytes: number }>>;

export interface FileTally {
  add(this: void, file: FileArrived): void;
  files(): number;
  byDataset(): FilesByDataset;
}

export function fileTally(): FileTally {
  const datasets: Record<string, { files: number; bytes: number }> = {};
  let files = 0;
  return {
    add: ({ dataset, sizeBytes }) => {
      const sum = (datasets[dataset] ??= { files: 0, bytes: 0 });
      sum.files++;
      sum.bytes += sizeBytes;
      files++;
    },
    files: () => files,
    byDataset: () => datasets,
  };
}

export interface FilesReplay {
  readonly bucket: string;
  readonly prefix: string;
  readonly from: Date;
  readonly to: Date;
  readonly tally: FilesByDataset;
  readonly dryRun: boolean;
  readonly finished: boolean;
  readonly outcome: Announced;
  readonly landing: LandedVersions;
}

export function reportFiles(replay: FilesReplay, json: boolean): string {
  const { bucket, prefix, from, to, tally, dryRun, finished, outcome, landing } = replay;
  const files = Object.values(tally).reduce((sum, each) => sum + each.files, 0);
  if (json)
    return `${JSON.stringify({
      bucket,
      prefix,
      from,
      to,
      dryRun,
      finished,
      files,
      datasets: tally,
      refused: outcome.refused.map(({ file: { key, versionId }, code }) => ({ key, versionId, code })),
      hidden: landing.hidden.map(({ key }) => key),
    })}\n`;
  const rows = Object.entries(tally)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([dataset, each]) => [dataset, count(each.files), count(each.bytes)]);
  const verb = dryRun ? 'found, none announced' : finished ? 'announced' : 'announced so far';
  const title = `s3://${bucket}/${prefix} from ${from.toISOString()} to ${to.toISOString()}: ${counted(files, 'file')} ${verb}`;
  return `${[...(rows.length === 0 ? [] : [table(['dataset', 'files', 'bytes'], rows)]), title].join('\n')}\n`;
}
