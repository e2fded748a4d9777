import { objectUri } from '@sluice/object-store';
import type { SweepRequest, Swept } from './sweep.js';

/** Files that are named one by one. */
const longestList = 50;

/** What a sweep found and did: lines for people, or one line of JSON. */
export function reportSweep(
  { landed, known, parked, lost, announced, outcome, hidden }: Swept,
  { prefix, from, to, dryRun }: SweepRequest,
  bucket: string,
  json: boolean,
): string {
  const finished = outcome.firstUnsent === undefined;
  if (json)
    return `${JSON.stringify({
      ...{ bucket, prefix, from, to, dryRun, finished, landed, known, parked, announced },
      lost: lost.map(({ dataset, key, versionId }) => ({ dataset, key, versionId })),
      refused: outcome.refused.map(({ file: { key, versionId }, code }) => ({ key, versionId, code })),
      hidden: hidden.map(({ key }) => key),
    })}\n`;
  const shown = lost.slice(0, longestList).map((file) => `  ${file.dataset}  ${objectUri(file)}`);
  const more = lost.length > shown.length ? [`  and ${lost.length - shown.length} more`] : [];
  const what = dryRun
    ? 'none announced'
    : `${announced} announced again${finished ? '' : `, then the queue took nothing more (${outcome.firstUnsent?.code})`}`;
  return [
    ...(lost.length === 0 ? [] : ['in no ledger:', ...shown, ...more]),
    `s3://${bucket}/${prefix} from ${from.toISOString()} to ${to.toISOString()}: ${landed} landed, ${known} in a ledger, ${parked} parked, ${lost.length} lost: ${what}`,
    '',
  ].join('\n');
}

/** What the command has to say on standard error. */
export const sweepWarnings = ({ outcome, hidden }: Swept, bucket: string): readonly string[] => [
  ...hidden.map(
    ({ key }) =>
      `${objectUri({ bucket, key })} was stored before the bucket had versions and overwritten since: that one cannot be announced`,
  ),
  ...outcome.refused.map(
    ({ file, code }) => `the queue refuses the announcement of ${objectUri(file)} (${code})`,
  ),
];

/** 0: what was lost is on the queue, or there was nothing; 1: something was refused or left. */
export const sweepExitCode = ({ outcome, hidden }: Swept): number =>
  outcome.firstUnsent === undefined && outcome.refused.length === 0 && hidden.length === 0 ? 0 : 1;
