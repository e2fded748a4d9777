import { MomentError, parseMoment, type Moment } from '@sluice/sweep-command';
import { usageError } from '../cli-error.js';

export interface Window {
  readonly from: Moment;
  /** Absent: up to now. */
  readonly to?: Moment;
}

/**
 * `--from` and `--to` of a replay: ISO 8601 with `Z` or an offset, or a duration back from now (`90m`, `24h`, `7d`).
 * @throws {CliError} wrong use: neither of them, in the future, or `from` not before `to`
 */
export function parseWindow(
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
): Partial<Window> {
  const from = given.from === undefined ? undefined : momentOf('--from', given.from, now);
  const to = given.to === undefined ? undefined : momentOf('--to', given.to, now);
  if (from !== undefined && from.at >= (to?.at ?? now))
    throw usageError(
      `--from ${given.from} is not before ${to === undefined ? 'now' : `--to ${given.to}`}: nothing lies between`,
    );
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** @throws {CliError} wrong use */
export function momentOf(option: string, text: string, now: Date): Moment {
  try {
    return parseMoment(option, text, now);
  } catch (error) {
    if (error instanceof MomentError) throw usageError(error.message);
    throw error;
  }
}

/** For people: two units at most, such as `3 h 12 min`. */
export function describeDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
