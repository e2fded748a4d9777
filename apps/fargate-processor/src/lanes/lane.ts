import type { Environment } from '../environment.js';
import type { LaneActivity } from '../health/lane-activity.js';
import type { Halts } from '../halts/halts.js';
import type { Company } from './company.js';

/** One lane at work: receives until `stop`, then finishes what it holds unless `abort` comes first. */
export interface LaneSignals {
  /** Nothing more is received once it is aborted. */
  readonly stop: AbortSignal;
  /** Work under way is given up once it is aborted; its messages become visible again. */
  readonly abort: AbortSignal;
}

export interface LaneRun {
  readonly environment: Environment;
  readonly halts: Halts;
  readonly activity: LaneActivity;
  /** Of both lanes. */
  readonly company: Company;
  readonly signals: LaneSignals;
}
