import { count, counted } from '../terminal/table.js';
import type { Worked } from './work-through.js';

/** What became of one dead-letter queue. */
export interface LanePark extends Worked {
  readonly queue: string;
  readonly parked: number;
  /** Parked, but still in the queue. */
  readonly undeleted: number;
  /** Why it was not worked on. */
  readonly why?: string;
}

export function reportPark(lanes: readonly LanePark[], reason: string | undefined, json: boolean): string {
  if (json) {
    const queues = lanes.map(({ queue, matched, parked, why }) => ({
      queue,
      matched,
      parked,
      ...(why === undefined ? {} : { why }),
    }));
    return `${JSON.stringify({ ...(reason === undefined ? {} : { reason }), queues })}\n`;
  }
  return lanes.map((lane) => `${describe(lane, reason)}\n`).join('');
}

function describe(lane: LanePark, reason: string | undefined): string {
  const { queue, read, matched, parked, undeleted, why, end, hidden, hiddenSeconds } = lane;
  if (why !== undefined) return `${queue}: ${why}`;
  if (read === 0) return `${queue}: nothing to park`;
  const whose = reason === undefined ? '' : ` of ${count(matched)} with reason ${reason}`;
  return [
    `${queue}: ${counted(parked, 'message')} parked${whose}`,
    ...(undeleted === 0 ? [] : [`${counted(undeleted, 'message')} could not be deleted: park again`]),
    ...(end === 'too slow' ? ['it took too long: the same command goes on'] : []),
    ...(hidden === 0
      ? []
      : [
          `${counted(hidden, 'message')} could not be made visible again; by themselves they are within ${hiddenSeconds} s`,
        ]),
  ].join('; ');
}

export const exitCodeOf = (lanes: readonly LanePark[]): number =>
  lanes.every(
    ({ why, end, hidden, undeleted }) =>
      why === undefined && end === 'emptied' && hidden === 0 && undeleted === 0,
  )
    ? 0
    : 1;
