import type { ReceivedMessage } from '@sluice/message-queue';
import type { Failure } from '@sluice/message-schemas';
import type { LaneConfig } from '../config.js';
import type { LaneRun } from '../lanes/lane.js';
import type { Subject } from './subject.js';

/** A message whose work has ended, and what it takes to end with it. */
export interface Settling extends Pick<LaneRun, 'environment' | 'halts' | 'activity'> {
  readonly message: ReceivedMessage;
  readonly subject: Subject;
  readonly lane: LaneConfig;
  /** Of the message: aborted when it is no longer ours, or given up. */
  readonly signal: AbortSignal;
}

/** A message that is given up, and why. */
export type GivenUp = Pick<Settling, 'message' | 'subject' | 'lane' | 'environment'> & {
  readonly failure: Failure;
};
