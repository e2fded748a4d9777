import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { projectFolder } from '../project-folder.js';
import type { WrongVerdicts } from './check-verdicts.js';
import type { Sample, SampleShape } from './make-samples.js';
import { ProcessFailure, runRole, type ProcessRun } from './run-process.js';
import type { SubjectResult } from './subject-run.js';
import type { SubjectName } from './subject-names.js';
import { findSubjects, type NotMeasured, type Subject } from './subjects.js';

export interface CleaningOptions {
  /** Rows of the usual sample. */
  readonly rows: number;
  readonly rounds: number;
  readonly only: readonly SubjectName[];
}

/** What is cleaned: the usual sample, one four times as long, one of bad rows alone. */
export const sampleNames = ['usual', 'fourfold', 'allBad'] as const;
export type SampleName = (typeof sampleNames)[number];

export interface CleaningReport {
  /** The Node that runs what runs in Node. */
  readonly node: string;
  readonly rounds: number;
  readonly samples: Readonly<Record<SampleName, Sample>>;
  readonly cases: readonly MeasuredCase[];
  readonly notMeasured: readonly NotMeasured[];
}

/** A subject on a sample; each list has an entry a round. */
export interface MeasuredCase {
  readonly subject: SubjectName;
  readonly title: string;
  readonly sample: SampleName;
  readonly runs: readonly MeasuredRun[];
}

export interface MeasuredRun {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** Of the files with the good rows. */
  readonly rowBytes: number;
  readonly clean: number;
  readonly rejected: number | null;
  readonly wrong: WrongVerdicts;
}

/** Sluice gave a record a verdict that the sample does not have: nothing else that was measured counts. */
export class InexactError extends Error {
  override readonly name = 'InexactError';
}

const usualFaultRatio = 0.005;

/**
 * Every subject once a round on every sample that it is for, each run in a process of its own, in turn.
 * @throws {InexactError} when one verdict of Sluice is not the sample's
 * @throws {ProcessFailure} when Sluice or the reference fails
 */
export async function benchCleaning({ rows, rounds, only }: CleaningOptions): Promise<CleaningReport> {
  const samples = await readySamples(rows);
  const found = findSubjects(only);
  const notMeasured = found.filter((each): each is NotMeasured => 'reason' in each);
  let cases = found
    .filter((each): each is Subject => 'run' in each)
    .flatMap((subject) =>
      samplesFor(subject).map((sample) => ({ subject, sample, runs: [] as MeasuredRun[] })),
    );
  for (let round = 0; round < rounds; round++) {
    stderr.write(`round ${round + 1} of ${rounds}\n`);
    // Who comes first gains or loses by it: they take turns.
    const first = round % cases.length;
    for (const each of [...cases.slice(first), ...cases.slice(0, first)]) {
      const { name } = each.subject;
      try {
        each.runs.push(await measuredRun(each.subject, samples[each.sample], each.sample === 'allBad'));
      } catch (error) {
        if (!(error instanceof ProcessFailure) || name === 'duckdb' || name === 'sluice') throw error;
        notMeasured.push({ name, reason: error.message });
        cases = cases.filter(({ subject }) => subject.name !== name);
      }
    }
  }
  return {
    node: process.version,
    rounds,
    samples,
    cases: cases.map(({ subject, ...rest }) => ({ subject: subject.name, title: subject.title, ...rest })),
    notMeasured,
  };
}

async function readySamples(rows: number): Promise<Readonly<Record<SampleName, Sample>>> {
  const shapes: Record<SampleName, SampleShape> = {
    usual: { rows, faultRatio: usualFaultRatio },
    fourfold: { rows: 4 * rows, faultRatio: usualFaultRatio },
    allBad: { rows, faultRatio: 1 },
  };
  stderr.write('samples: made once, then kept\n');
  const { result } = await runRole<readonly Sample[]>('samples', {
    directory: join(projectFolder(), '.sluice', 'samples'),
    samples: sampleNames.map((name) => shapes[name]),
  });
  const [usual, fourfold, allBad] = result as readonly [Sample, Sample, Sample];
  return { usual, fourfold, allBad };
}

/** The long ones are asked only where they answer something: whether memory grows, and what bad input costs. */
function samplesFor({ name }: Subject): readonly SampleName[] {
  if (name === 'sluice') return sampleNames;
  return name === 'duckdb' ? ['usual', 'fourfold'] : ['usual'];
}

async function measuredRun(subject: Subject, sample: Sample, allBad: boolean): Promise<MeasuredRun> {
  const outputDirectory = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    const run = await subject.run({ inputPath: sample.path, outputDirectory, allBad });
    const { clean, rejected, rowFiles } = run.result;
    const sizes = await Promise.all(rowFiles.map(async (path) => (await stat(path)).size));
    const wrong = await wrongVerdicts(subject, sample, run);
    const rowBytes = sizes.reduce((sum, size) => sum + size, 0);
    return { wallMs: run.wallMs, ...run.use, rowBytes, clean, rejected, wrong };
  } finally {
    await rm(outputDirectory, { recursive: true, force: true });
  }
}

async function wrongVerdicts(
  { name }: Subject,
  { expectedPath, rows, valid }: Sample,
  { result: { clean, rejected, rowFiles, rejectFiles } }: ProcessRun<SubjectResult>,
): Promise<WrongVerdicts> {
  const own = name === 'sluice';
  const task = { expectedPath, rowFiles, ...(own ? { rejectFiles } : {}) };
  const { result: wrong } = await runRole<WrongVerdicts>('check', task);
  const { wronglyKept, wronglyDropped, wronglyExplained } = wrong;
  if (
    own &&
    (clean !== valid || rejected !== rows - valid || wronglyKept + wronglyDropped + wronglyExplained > 0)
  )
    throw new InexactError(
      `Sluice says ${clean} clean and ${rejected} rejected, the sample has ${valid} and ${rows - valid}; ` +
        `${wronglyKept} wrongly kept, ${wronglyDropped} wrongly dropped, ${wronglyExplained} wrongly explained`,
    );
  return wrong;
}
