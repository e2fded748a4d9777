import { join } from 'node:path';
import { stderr } from 'node:process';
import { projectFolder } from '../project-folder.js';
import { compareSubjects, type ComparedCase } from './compare-subjects.js';
import { measureInvocations, type Invocations } from './invocations.js';
import { makeSample } from './sample-event.js';
import type { StreamingPart } from './streaming-parts.js';
import { measureStartUps, type StartUps } from './start-up.js';
import { comparedSubjects, profiledSteps } from './subject-names.js';

export interface StreamingOptions {
  /** Of an invocation. */
  readonly records: number;
  readonly rounds: number;
  readonly starts: number;
  readonly invocations: number;
  readonly only: readonly StreamingPart[];
  /** Whether the steps of Sluice are measured as well. */
  readonly profile: boolean;
}

export interface StreamingReport {
  readonly node: string;
  readonly records: number;
  readonly rounds: number;
  /** Of a record's data. */
  readonly meanBytes: number;
  readonly badRecords: number;
  readonly cases: readonly ComparedCase[];
  readonly startUps: StartUps | undefined;
  readonly memory: Invocations | undefined;
}

const faultRatio = 0.005;

/** @throws {InexactError} when a subject's verdicts are not the sample's */
export async function benchStreaming(options: StreamingOptions): Promise<StreamingReport> {
  const { records, rounds, only, profile } = options;
  const sample = { records, faultRatio };
  const bundle = join(projectFolder(), 'dist', 'main.cjs');
  const bundleFolder = join(projectFolder(), '..', '..', 'apps', 'kinesis-transform-lambda', 'dist');
  const { meanBytes, verdicts } = makeSample(sample);
  const part = async <T>(name: StreamingPart, measure: () => Promise<T>): Promise<T | undefined> => {
    if (!only.includes(name)) return undefined;
    stderr.write(`${name} …\n`);
    return measure();
  };
  const subjects = profile ? [...comparedSubjects, ...profiledSteps] : comparedSubjects;
  return {
    node: process.version,
    records,
    rounds,
    meanBytes,
    badRecords: verdicts.filter((verdict) => !verdict.startsWith('[')).length,
    cases: (await part('subjects', () => compareSubjects({ bundle, sample, subjects, rounds }))) ?? [],
    startUps: await part('start-up', () => measureStartUps(bundleFolder, options.starts)),
    memory: await part('memory', () =>
      measureInvocations(bundle, { bundleFolder, sample, invocations: options.invocations }),
    ),
  };
}
