import Table from 'cli-table3';
import { median, medianRatio } from '../measurement.js';
import type { CleaningReport, MeasuredCase, MeasuredRun, SampleName } from './bench-cleaning.js';
import { cleaningGoals } from './cleaning-goals.js';
import type { Sample } from './make-samples.js';

const style = { head: [], border: [], compact: true };
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(bytes < 100_000_000 ? 1 : 0)} MB`;
const whole = (count: number): string => count.toLocaleString('en');

/** For people: what was cleaned, medians beside the reference, and the goals. */
export function renderCleaning(report: CleaningReport): string {
  return [
    ...samplesText(report),
    runsTable(report),
    ...report.notMeasured.map(({ name, reason }) => `${name}: not measured (${reason})`),
    ...goalsText(report),
    '',
  ].join('\n');
}

function samplesText({ samples, rounds }: CleaningReport): string[] {
  const { usual } = samples;
  const kinds = Object.entries(usual.faults).sort(([one], [other]) => one.localeCompare(other));
  const share = (count: number) => `${((100 * count) / usual.rows).toFixed(3)} %`;
  return [
    `${sampleText(usual)}, ${megabytes(usual.gzipBytes)} gzipped, ${megabytes(usual.textBytes)} as text;`,
    `bad rows: ${kinds.map(([reason, count]) => `${reason} ${whole(count)} (${share(count)})`).join(', ')}.`,
    `Medians of ${rounds} rounds; wall and CPU also as ratios to the plain COPY of the same round.`,
  ];
}

const sampleText = ({ rows, valid }: Sample): string =>
  `${whole(rows)} rows of title-basics.tsv.gz, ${whole(rows - valid)} of them bad`;

const sampleTitles: Readonly<Record<SampleName, string>> = {
  usual: '',
  fourfold: ', 4 × the rows',
  allBad: ', all rows bad',
};

function runsTable({ cases }: CleaningReport): string {
  const table = new Table({
    head: [
      '',
      'wall',
      'min–max',
      'of COPY',
      'CPU',
      'of COPY',
      'peak',
      'rows written',
      'kept',
      'dropped',
      'size',
    ],
    colAligns: ['left', ...Array.from({ length: 10 }, () => 'right' as const)],
    style,
  });
  for (const each of cases) {
    const { runs, title, sample } = each;
    const values = (figure: (run: MeasuredRun) => number) => runs.map(figure);
    const walls = values(({ wallMs }) => wallMs);
    const reference = cases.find((other) => other.subject === 'duckdb' && other.sample === sample);
    const last = runs.at(-1) as MeasuredRun;
    table.push([
      `${title}${sampleTitles[sample]}`,
      seconds(median(walls)),
      `${seconds(Math.min(...walls))}–${seconds(Math.max(...walls))}`,
      ratioText(each, reference, ({ wallMs }) => wallMs),
      seconds(median(values(({ cpuMs }) => cpuMs))),
      ratioText(each, reference, ({ cpuMs }) => cpuMs),
      megabytes(median(values(({ peakBytes }) => peakBytes))),
      whole(last.clean),
      whole(last.wrong.wronglyKept),
      whole(last.wrong.wronglyDropped),
      megabytes(last.rowBytes),
    ]);
  }
  return `${table.toString()}\nkept: bad records written as good rows; dropped: good records not written.`;
}

function ratioText(
  { runs }: MeasuredCase,
  reference: MeasuredCase | undefined,
  figure: (run: MeasuredRun) => number,
): string {
  if (!reference) return '';
  const ratio = medianRatio({
    name: '',
    unit: '',
    values: runs.map(figure),
    reference: reference.runs.map(figure),
  });
  return (ratio as number).toFixed(2);
}

function goalsText(report: CleaningReport): string[] {
  const goals = cleaningGoals(report);
  if (goals.length === 0) return [];
  const table = new Table({
    head: ['goal', 'measured', '', ''],
    colAligns: ['left', 'right', 'right'],
    style,
  });
  for (const { name, value, goal, reached } of goals)
    table.push([name, value.toFixed(value < 100 ? 2 : 0), goal, reached ? 'reached' : 'NOT REACHED']);
  return [
    'Sluice: every verdict, reason, column at fault and ordinal is the sample’s.',
    `This is Node ${report.node}, which ran what runs in Node; the goals are for Node 24 (npx -y node@24 tools/bench/bin/bench.cjs cleaning).`,
    table.toString(),
  ];
}
