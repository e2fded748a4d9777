import type { Sample } from './sample-event.js';

/** Something that can be done with the records of an invocation. */
export interface Subject {
  /** Once, all records. */
  run(): Promise<void> | void;
  /** What it makes of each record, in order; absent where it judges none. */
  verdicts?(): Promise<readonly string[]>;
}

export type MakeSubject = (sample: Sample) => Subject;
