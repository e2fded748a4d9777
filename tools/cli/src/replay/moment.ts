import * as z from 'zod';
import { usageError } from '../cli-error.js';

/** A moment as it was given: the same words name another moment tomorrow when they are a duration back. */
export interface Moment {
  /** A duration as it was given, else the moment in UTC: equal for the same request. */
  readonly text: string;
  readonly at: Date;
}

export interface Window {
  readonly from: Moment;
  /** Absent: up to now. */
  readonly to?: Moment;
}

const unitMilliseconds = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const isoInstant = z.iso.datetime({ offset: true });
/** A stream keeps a year at most, objects a few: more than this is a slip of the hand. */
const longestBackMilliseconds = 3_650 * unitMilliseconds.d;

/**
 * `--from` and `--to` of a replay: ISO 8601 with `Z` or an offset, or a duration back from now (`90m`, `24h`, `7d`).
 * @throws {CliError} wrong use: neither of them, in the future, or `from` not before `to`
 */
export function parseWindow(
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
): Partial<Window> {
  const from = given.from === undefined ? undefined : parseMoment('--from', given.from, now);
  const to = given.to === undefined ? undefined : parseMoment('--to', given.to, now);
  if (from !== undefined && from.at >= (to?.at ?? now))
    throw usageError(
      `--from ${given.from} is not before ${to === undefined ? 'now' : `--to ${given.to}`}: nothing lies between`,
    );
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function parseMoment(option: string, text: string, now: Date): Moment {
  const back = /^(\d{1,9})([smhd])$/.exec(text);
  if (back !== null) {
    const milliseconds = Number(back[1]) * unitMilliseconds[back[2] as keyof typeof unitMilliseconds];
    if (milliseconds > longestBackMilliseconds) throw usageError(`${option} ${text} is more than ten years`);
    return { text: `${Number(back[1])}${back[2]}`, at: new Date(now.getTime() - milliseconds) };
  }
  const iso = text.replace(/(T\d{2}:\d{2})(?=Z|[+-])/, '$1:00');
  if (!isoInstant.safeParse(iso).success)
    throw usageError(
      `${option} ${text} is neither a time with its offset, such as 2026-03-01T00:00:00Z, nor a duration back, such as 90m, 24h or 7d`,
    );
  const at = new Date(iso);
  if (at > now) throw usageError(`${option} ${text} lies in the future: it is ${now.toISOString()}`);
  return { text: at.toISOString(), at };
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
