import { MomentError, parseMoment } from './moment.js';

export interface SweepWindowOptions {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** `sweep` of `infra/topology.json`. */
export interface SweepAges {
  readonly minAgeSeconds: number;
  readonly maxAgeSeconds: number;
}

/**
 * What landed when is looked at: from the longest age, which an earlier sweep saw, to the least, below which a file may
 * still be on its way.
 * @throws {MomentError} wrong use
 */
export function sweepWindow(
  { since, until }: SweepWindowOptions,
  { minAgeSeconds, maxAgeSeconds }: SweepAges,
  now: Date,
): { readonly from: Date; readonly to: Date } {
  const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000);
  const from = since === undefined ? ago(maxAgeSeconds) : parseMoment('--since', since, now).at;
  const to = until === undefined ? ago(minAgeSeconds) : parseMoment('--until', until, now).at;
  if (from >= to)
    throw new MomentError(
      `nothing lies between ${from.toISOString()} and ${to.toISOString()}: what is younger may still be on its way, --until says otherwise`,
    );
  return { from, to };
}
