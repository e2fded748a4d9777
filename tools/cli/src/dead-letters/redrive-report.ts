import { count, counted } from '../terminal/table.js';

/** What became of one lane's dead letters. */
export interface LaneRedrive {
  readonly lane: string;
  /** The dead-letter queue. */
  readonly queue: string;
  /** Visible messages when it began, approximately. */
  readonly waiting: number;
  /** `goes on`: a move task that is no longer looked at. `refused`: nothing was begun. */
  readonly state:
    | 'done'
    | 'goes on'
    | 'interrupted'
    | 'not done'
    | 'not started'
    | 'nothing to do'
    | 'refused'
    | 'would start';
  readonly moved: number;
  /** Messages of the reason that was asked for, as far as they were read. */
  readonly matched?: number;
  readonly why?: string;
}

export interface Redrive {
  readonly rate: number;
  readonly dryRun: boolean;
  readonly reason: string | undefined;
  readonly redrives: readonly LaneRedrive[];
}

export function reportRedrive({ rate, dryRun, reason, redrives }: Redrive, json: boolean): string {
  if (json)
    return `${JSON.stringify({ rate, dryRun, ...(reason === undefined ? {} : { reason }), lanes: redrives })}\n`;
  return redrives.map((each) => `${describe(each, reason, rate)}\n`).join('');
}

function describe(
  { queue, waiting, state, moved, matched, why }: LaneRedrive,
  reason: string | undefined,
  rate: number,
): string {
  const because = why === undefined ? '' : ` (${why})`;
  const whose = matched === undefined ? '' : ` of ${count(matched)} with reason ${reason}`;
  switch (state) {
    case 'nothing to do':
      return `${queue}: nothing to redrive`;
    case 'refused':
      return `${queue}: refused${because}`;
    case 'would start':
      return `${queue}: ${counted(matched ?? waiting, 'message')}${matched === undefined ? '' : ` with reason ${reason}`} would go back, ${rate} a second at most`;
    case 'not started':
      return `${queue}: ${counted(waiting, 'message')}; nothing was redriven: --yes does it`;
    case 'done':
      return `${queue}: ${counted(moved, 'message')} redriven${whose}`;
    case 'goes on':
    case 'interrupted':
    case 'not done':
      return `${queue}: ${counted(moved, 'message')} redriven${whose} so far, ${state}${because}`;
  }
}

export const exitCodeOf = (redrives: readonly LaneRedrive[]): number =>
  redrives.every(({ state }) => state === 'done' || state === 'nothing to do' || state === 'would start')
    ? 0
    : 1;
