import { formatBytes, formatCount } from './progress.js';

/** What a run did. */
export interface CleanOutcome {
  readonly read: number;
  readonly clean: number;
  readonly rejected: number;
  /** Rejects by reason; only those above 0. */
  readonly reasons: Readonly<Partial<Record<string, number>>>;
  readonly seconds: number;
  readonly dataset: string;
  readonly input: string;
  readonly output: string;
  readonly files: number;
  readonly sizeBytes: number;
  readonly rejects: string;
}

/** The line of `--json`: these keys and no others. */
export function outcomeJson({ read, clean, rejected, reasons, seconds }: CleanOutcome): string {
  return JSON.stringify({ read, clean, rejected, reasons: Object.fromEntries(mostFirst(reasons)), seconds });
}

/** The summary for people. */
export function outcomeText(outcome: CleanOutcome): string {
  const { read, clean, rejected, reasons, seconds, dataset, input, output, files, sizeBytes } = outcome;
  const size = `${files === 1 ? '1 file' : `${files} files`}, ${formatBytes(sizeBytes)}`;
  const byReason = mostFirst(reasons);
  const width = Math.max(0, ...byReason.map(([reason]) => reason.length));
  return [
    `read      ${formatCount(read)} records of ${dataset} from ${printable(input)} in ${seconds.toFixed(1)} s`,
    `clean     ${formatCount(clean)} → ${printable(output)} (${size})`,
    rejected === 0 ? 'rejected  0' : `rejected  ${formatCount(rejected)} → ${printable(outcome.rejects)}`,
    ...byReason.map(([reason, count]) => `          ${reason.padEnd(width)}  ${formatCount(count)}`),
  ].join('\n');
}

function mostFirst(reasons: CleanOutcome['reasons']): [string, number][] {
  return Object.entries(reasons)
    .map(([reason, count]): [string, number] => [reason, count ?? 0])
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

/** Names are chosen by others; none may move the cursor or begin a line. */
export const printable = (text: string): string =>
  text.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
