import type { EpisodeName } from './misfortunes/episodes.js';
import type { Hunter } from './misfortunes/step-hunt.js';

export type Form = 'smoke' | 'short' | 'full';

/** How long, how much, and what the embedded deployment is set to. */
export interface ChaosPlan {
  readonly form: Form;
  /** Things go wrong for so long at most. */
  readonly seconds: number;
  /** It is enough when so many processes were killed, so many faults struck, and the steps below were hit. */
  readonly kills: number;
  readonly faults: number;
  /** `all` of them, or each app once. */
  readonly steps: 'all' | 'each app';
  /** Between two episodes. */
  readonly breathMilliseconds: number;
  /** Who hunts for steps at a time, and the mean pause between two hunts. */
  readonly hunters: readonly Hunter[];
  readonly huntMilliseconds: number;
  /** Mean pause between kills at random. */
  readonly killMilliseconds: number;
  readonly calmSeconds: number;
  readonly maxAttempts: number;
  /** Of the lanes; 60 of them are a second. */
  readonly visibilityTimeoutSeconds: number;
  /** Undefined: every one of them. */
  readonly episodes: readonly EpisodeName[] | undefined;
}

/** The apps of which a smoke run kills each at least once. */
export const appsToKill: readonly Hunter[] = [
  ['processor', 'processor, files', 'processor, rows'],
  ['s3-trigger'],
  ['kinesis-transform'],
  ['dlq-redrive'],
];

/** Most steps are the processor's, and it runs in several tasks. */
const manyHunters: readonly Hunter[] = [
  ['processor'],
  ['processor'],
  ['processor'],
  ['processor, files'],
  ['processor, rows'],
  ['s3-trigger'],
  ['kinesis-transform'],
  ['dlq-redrive'],
];

const plans: Readonly<Record<Form, ChaosPlan>> = {
  smoke: {
    form: 'smoke',
    seconds: 15,
    kills: 6,
    faults: 40,
    steps: 'each app',
    breathMilliseconds: 500,
    // Between two kills something has to be loaded.
    hunters: appsToKill,
    huntMilliseconds: 2500,
    killMilliseconds: 8000,
    calmSeconds: 90,
    maxAttempts: 4,
    visibilityTimeoutSeconds: 180,
    episodes: ['poison records', 'broken files', 'statements fail', 'a Spot interruption'],
  },
  short: {
    form: 'short',
    seconds: 330,
    kills: 120,
    faults: 1000,
    steps: 'all',
    breathMilliseconds: 3000,
    hunters: manyHunters,
    huntMilliseconds: 1500,
    killMilliseconds: 8000,
    calmSeconds: 180,
    maxAttempts: 8,
    visibilityTimeoutSeconds: 300,
    episodes: undefined,
  },
  full: {
    form: 'full',
    seconds: 3600,
    kills: 1000,
    faults: 10_000,
    steps: 'all',
    breathMilliseconds: 4000,
    hunters: manyHunters,
    // There is time: between two kills something gets done.
    huntMilliseconds: 5000,
    killMilliseconds: 10_000,
    calmSeconds: 600,
    maxAttempts: 8,
    visibilityTimeoutSeconds: 300,
    episodes: undefined,
  },
};

export interface Asked {
  readonly seconds?: number | undefined;
  readonly kills?: number | undefined;
}

export const planOf = (form: Form, { seconds, kills }: Asked = {}): ChaosPlan => ({
  ...plans[form],
  ...(seconds === undefined ? {} : { seconds }),
  ...(kills === undefined ? {} : { kills }),
});
