import Table from 'cli-table3';
import { median, medianRatio } from '../measurement.js';
import type { StreamingReport } from './bench-streaming.js';
import type { ComparedCase } from './compare-subjects.js';
import { streamingGoals } from './streaming-goals.js';
import { profiledSteps, subjectTitles, type SubjectName } from './subject-names.js';
import type { SubjectRun } from './subject-process.js';

const style = { head: [], border: [], compact: true };
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;

/** For people: medians beside the limit, what each step adds, and the goals. */
export function renderStreaming(report: StreamingReport): string {
  return [
    `${report.records.toLocaleString('en')} records of ${Math.round(report.meanBytes)} bytes an invocation, ` +
      `${report.badRecords} of them bad.`,
    ...subjectsText(report),
    ...profileText(report),
    ...startUpText(report),
    ...memoryText(report),
    ...goalsText(report),
    '',
  ].join('\n');
}

function subjectsText({ cases, records, rounds }: StreamingReport): string[] {
  const compared = cases.filter(({ name }) => !isStep(name));
  const limit = cases.find(({ name }) => name === 'limit');
  if (!limit) return [];
  const table = new Table({
    head: ['', 'wall', 'min–max', 'of the limit', 'CPU', 'of the limit', 'records/s'],
    colAligns: ['left', ...Array.from({ length: 6 }, () => 'right' as const)],
    style,
  });
  for (const each of compared) {
    const walls = each.runs.map(({ wallMs }) => wallMs);
    table.push([
      subjectTitles[each.name],
      milliseconds(median(walls)),
      `${Math.min(...walls).toFixed(1)}–${Math.max(...walls).toFixed(1)}`,
      ratioText(each, limit, ({ wallMs }) => wallMs),
      milliseconds(median(each.runs.map(({ cpuMs }) => cpuMs))),
      ratioText(each, limit, ({ cpuMs }) => cpuMs),
      `${Math.round(records / median(walls))} k`,
    ]);
  }
  return [
    table.toString(),
    `Medians of ${rounds} rounds, ratios within a round. CPU: of all threads.`,
    'Every verdict, reason, column at fault and row of every subject is the sample’s.',
  ];
}

const isStep = (name: SubjectName): boolean => (profiledSteps as readonly SubjectName[]).includes(name);

const ratioText = (one: ComparedCase, other: ComparedCase, figure: (run: SubjectRun) => number): string => {
  const of = ({ runs }: ComparedCase) => runs.map(figure);
  return (medianRatio({ name: '', unit: '', values: of(one), reference: of(other) }) as number).toFixed(2);
};

/** Sluice up to each step, and what the step adds to the one before. */
function profileText({ cases }: StreamingReport): string[] {
  const steps = [...profiledSteps, 'sluice-plain', 'sluice'] as const;
  const found = steps.map((name) => cases.find((each) => each.name === name));
  const [first] = found;
  if (!first) return [];
  const table = new Table({
    head: ['Sluice up to', 'wall', 'adds', 'CPU', 'adds'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style,
  });
  const titles = { ...subjectTitles, 'sluice-plain': '… and packed', sluice: '… and compressed' };
  let before = { wall: 0, cpu: 0 };
  for (const each of found) {
    if (!each) continue;
    const wall = median(each.runs.map(({ wallMs }) => wallMs));
    const cpu = median(each.runs.map(({ cpuMs }) => cpuMs));
    const adds = [wall - before.wall, cpu - before.cpu].map(milliseconds);
    table.push([titles[each.name], milliseconds(wall), adds[0], milliseconds(cpu), adds[1]]);
    before = { wall, cpu };
  }
  return [table.toString()];
}

function startUpText({ startUps }: StreamingReport): string[] {
  if (!startUps) return [];
  const { bare, handler, startBytes, bundleBytes } = startUps;
  const of = (starts: typeof bare) => {
    const [wall, cpu] = [starts.map(({ wallMs }) => wallMs), starts.map(({ cpuMs }) => cpuMs)];
    return `${milliseconds(median(wall))} (CPU ${milliseconds(median(cpu))})`;
  };
  return [
    `start: bare node ${of(bare)}, with the handler ${of(handler)} (medians of ${bare.length}, in turn); ` +
      `bundle ${kilobytes(startBytes)}, with what is loaded later ${kilobytes(bundleBytes)}`,
  ];
}

function memoryText({ memory }: StreamingReport): string[] {
  const last = memory?.samples.at(-1);
  if (!memory || !last) return [];
  const range = (figure: 'heapBytes' | 'residentBytes') => {
    const values = memory.samples.map((each) => each[figure]);
    return `${megabytes(Math.min(...values))} to ${megabytes(Math.max(...values))}, at last ${megabytes(last[figure])}`;
  };
  return [
    `${last.invocations.toLocaleString('en')} invocations in ${(memory.wallMs / 1000).toFixed(0)} s, ` +
      `${memory.messages.toLocaleString('en')} messages; after garbage collection: ` +
      `heap ${range('heapBytes')}; resident ${range('residentBytes')}`,
  ];
}

function goalsText(report: StreamingReport): string[] {
  const table = new Table({
    head: ['goal', 'measured', '', ''],
    colAligns: ['left', 'right', 'right'],
    style,
  });
  for (const { name, value, goal, reached } of streamingGoals(report))
    table.push([name, value.toFixed(value < 100 ? 2 : 0), goal, reached ? 'reached' : 'NOT REACHED']);
  return [
    `This is Node ${report.node}; the goals are for Node 24 (npx -y node@24 tools/bench/bin/bench.cjs streaming).`,
    table.toString(),
  ];
}
