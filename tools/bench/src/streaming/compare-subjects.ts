import { makeSample, type SampleSettings } from './sample-event.js';
import { startSubject, type SubjectProcess, type SubjectRun } from './subject-process.js';
import type { SubjectName } from './subject-names.js';

export interface ComparedCase {
  readonly name: SubjectName;
  /** One a round. */
  readonly runs: readonly SubjectRun[];
}

export interface CompareOptions {
  readonly bundle: string;
  readonly sample: SampleSettings;
  readonly subjects: readonly SubjectName[];
  readonly rounds: number;
}

/** A subject judged a record otherwise than the sample was made: nothing that was measured counts. */
export class InexactError extends Error {
  override readonly name = 'InexactError';
}

/** By then V8 has compiled what it will. */
const warmUpRuns = 8;

/**
 * Each subject once a round, in turn, each in a process that stays.
 * @throws {InexactError}
 */
export async function compareSubjects(
  options: CompareOptions,
  start = startSubject,
): Promise<readonly ComparedCase[]> {
  const cases = options.subjects.map((name) => ({ name, runs: [] as SubjectRun[] }));
  const processes = new Map<SubjectName, SubjectProcess>();
  try {
    const { verdicts } = makeSample(options.sample);
    for (const { name } of cases) {
      const subject = start(options.bundle, { name, sample: options.sample });
      processes.set(name, subject);
      checkVerdicts(name, await subject.verdicts(), verdicts);
      for (let run = 0; run < warmUpRuns; run++) await subject.run();
    }
    for (let round = 0; round < options.rounds; round++) {
      // Who comes first gains or loses by it: they take turns.
      const first = round % cases.length;
      for (const { name, runs } of [...cases.slice(first), ...cases.slice(0, first)]) {
        const run = await processes.get(name)?.run();
        if (run) runs.push(run);
      }
    }
    return cases;
  } finally {
    for (const each of processes.values()) each.stop();
  }
}

/** @throws {InexactError} */
export function checkVerdicts(
  name: SubjectName,
  found: readonly string[] | null,
  expected: readonly string[],
): void {
  if (found === null) return;
  const wrong = expected.findIndex((verdict, index) => verdict !== found[index]);
  if (wrong >= 0 || found.length !== expected.length)
    throw new InexactError(
      `${name} judges record ${wrong} as ${found[wrong] ?? 'nothing'}, it is ${expected[wrong] ?? 'one too many'}`,
    );
}
