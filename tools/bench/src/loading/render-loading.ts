import Table from 'cli-table3';
import { median, medianRatio } from '../measurement.js';
import type { LoadingReport, MeasuredCase, MeasuredSize } from './bench-loading.js';
import type { CommandTime } from './load-in-duckdb.js';
import { loadShares, shareNames } from './load-shares.js';

const style = { head: [], border: [], compact: true };
const whole = (count: number): string => Math.round(count).toLocaleString('en');
const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** For people: rows a second beside the reference, what the time goes to, and with `profile` each command. */
export function renderLoading(report: LoadingReport, profile: boolean): string {
  return [
    `Medians of ${report.rounds} rounds on Node ${report.node}; ratios of time are taken within a round.`,
    ...report.sizes.flatMap((size) => [
      '',
      sizeTitle(size),
      casesTable(size),
      ...(profile ? size.cases.flatMap(profileText) : []),
    ]),
    '',
  ].join('\n');
}

const sizeTitle = ({ rows, sources }: MeasuredSize): string =>
  sources === 1
    ? `A file of ${whole(rows)} rows`
    : `${whole(sources)} micro-batches of ${whole(rows / sources)} rows each`;

function casesTable({ rows, cases }: MeasuredSize): string {
  const table = new Table({
    head: [
      ...['', 'insert, rows/s', 'load, rows/s', 'of insert'],
      ...shareNames,
      ...['local-aws, rows/s', 'of its COPY'],
    ],
    colAligns: ['left', ...Array.from({ length: 5 + shareNames.length }, () => 'right' as const)],
    style,
  });
  const speed = (ms: readonly number[]): string => (ms.length === 0 ? '' : whole((1000 * rows) / median(ms)));
  for (const each of cases) {
    const shares = meanShares(each);
    table.push([
      each.name,
      speed(each.insertMs),
      speed(each.loadMs),
      ratioText(each.loadMs, each.insertMs),
      ...shareNames.map((name) => (shares ? percent(shares[name]) : '')),
      speed(each.remoteLoadMs),
      ratioText(each.remoteLoadMs, each.remoteCopyMs),
    ]);
  }
  return table.toString();
}

function ratioText(values: readonly number[], reference: readonly number[]): string {
  if (values.length === 0 || values.length !== reference.length) return '';
  return `${(medianRatio({ name: '', unit: '', values, reference }) as number).toFixed(1)} ×`;
}

/** Shares of the median times of the commands. */
const meanShares = ({ commands }: MeasuredCase) =>
  commands.length === 0 ? undefined : loadShares(medianCommands(commands));

/** Of each command its median; every round has the same commands. */
export const medianCommands = (rounds: readonly (readonly CommandTime[])[]): readonly CommandTime[] =>
  (rounds[0] ?? []).map(({ label }, index) => ({
    label,
    ms: median(rounds.map((commands) => (commands[index] as CommandTime).ms)),
  }));

function profileText({ name, commands }: MeasuredCase): readonly string[] {
  if (commands.length === 0) return [];
  const medians = [...medianCommands(commands)].sort((one, other) => other.ms - one.ms);
  const all = medians.reduce((sum, { ms }) => sum + ms, 0);
  const table = new Table({
    head: [name, 'ms', 'of the load'],
    colAligns: ['left', 'right', 'right'],
    style,
  });
  for (const { label, ms } of medians) table.push([label, ms.toFixed(1), percent(ms / all)]);
  return ['', table.toString()];
}
