import { count, counted } from '../terminal/table.js';
import { showTally, type RejectSample } from './shown-tally.js';
import type { Tally } from './tally.js';

/** What became of one object. */
export interface FailureOutcome {
  readonly key: string;
  /**
   * `sent`: everything it stands for is on the queue, or would be. `lost`: the stream holds it no more, not all of it
   * at least. `left`: damaged, or not delivered.
   */
  readonly state: 'sent' | 'lost' | 'left';
  /** Delivered records. */
  readonly records: number;
  readonly removed?: boolean;
  readonly why?: string;
  /** Of the fault that stopped the whole replay. */
  readonly code?: string;
}

export interface FailuresReplay {
  readonly bucket: string;
  readonly outcomes: readonly FailureOutcome[];
  readonly tally: Tally;
  readonly dryRun: boolean;
  readonly samples: readonly RejectSample[];
}

export function describeFailure(
  { key, state, records, removed, why }: FailureOutcome,
  dryRun: boolean,
): string {
  const verb = state === 'sent' ? (dryRun ? 'whole' : removed ? 'sent, removed' : 'sent') : state;
  return `${verb}: ${key}: ${counted(records, 'record')}${why === undefined ? '' : ` (${why})`}`;
}

export function reportFailures(
  { bucket, outcomes, tally, dryRun, samples }: FailuresReplay,
  json: boolean,
): string {
  const states = { sent: 0, lost: 0, left: 0 };
  for (const { state } of outcomes) states[state]++;
  const records = outcomes.reduce((sum, each) => sum + each.records, 0);
  if (json)
    return `${JSON.stringify({ bucket, dryRun, ...states, records, datasets: tally, objects: outcomes, ...(dryRun ? { samples } : {}) })}\n`;
  const verb = dryRun ? 'judged, nothing sent' : 'on the queue';
  const faults = [
    ...(states.lost === 0 ? [] : [`${count(states.lost)} lost`]),
    ...(states.left === 0 ? [] : [`${count(states.left)} left`]),
  ];
  const title = `${bucket}: ${counted(outcomes.length, 'object')}${faults.length === 0 ? '' : `, ${faults.join(', ')}`}; ${counted(records, 'record')} ${verb}`;
  return `${[showTally(tally, samples), title].filter((part) => part !== '').join('\n')}\n`;
}
