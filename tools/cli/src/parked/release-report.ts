import { count, counted, table } from '../terminal/table.js';
import type { Parked } from './parked-objects.js';
import type { Left } from './release-some.js';

export type ReleaseState = 'released' | 'would be released' | 'not released';

export interface Release {
  readonly bucket: string;
  readonly state: ReleaseState;
  /** What was chosen. */
  readonly parked: readonly Parked[];
  /** Keys. */
  readonly released: readonly string[];
  readonly left: readonly Left[];
  /** Taken from the parked queue. */
  readonly notices: number;
}

/** Lines for people; what is more is counted. */
const mostShown = 20;

export function reportRelease(
  { bucket, state, parked, released, left, notices }: Release,
  json: boolean,
): string {
  if (json)
    return `${JSON.stringify({
      bucket,
      dryRun: state === 'would be released',
      chosen: parked.map(({ key, record: { dataset, lane, source, failure } }) => ({
        key,
        dataset,
        lane,
        source,
        reason: failure.reason,
      })),
      released,
      left,
      notices,
    })}\n`;
  const objects = state === 'released' ? released.length : parked.length;
  const hint = state === 'not released' ? ': --yes does it' : '';
  return `${[
    ...(state === 'would be released' ? listChosen(parked) : []),
    ...left.map(({ key, why }) => `left: ${key}: ${why}`),
    `${bucket}: ${counted(objects, 'parked object')} ${state}${hint}`,
  ].join('\n')}\n`;
}

/** What is meant, for people: the first of it. */
export const listChosen = (parked: readonly Parked[]): string[] => [
  ...(parked.length === 0
    ? []
    : [
        table(
          ['dataset', 'reason', 'lane', 'source'],
          parked
            .slice(0, mostShown)
            .map(({ record }) => [record.dataset, record.failure.reason, record.lane, record.source]),
        ),
      ]),
  ...(parked.length > mostShown ? [`… and ${count(parked.length - mostShown)} more`] : []),
];
