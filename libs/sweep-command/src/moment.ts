import * as z from 'zod';

/** A moment as it was given: the same words name another moment tomorrow when they are a duration back. */
export interface Moment {
  /** A duration as it was given, else the moment in UTC: equal for the same request. */
  readonly text: string;
  readonly at: Date;
}

/** A text that names no moment, or none that can be meant: wrong use of the command. */
export class MomentError extends Error {
  override readonly name = 'MomentError';
}

const unitMilliseconds = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const isoInstant = z.iso.datetime({ offset: true });
/** A stream keeps a year at most, objects a few: more than this is a slip of the hand. */
const longestBackMilliseconds = 3_650 * unitMilliseconds.d;

/**
 * Reads ISO 8601 with `Z` or an offset, or a duration back from now (`90m`, `24h`, `7d`).
 * @param option what it was given as, for the message
 * @throws {MomentError} neither of them, or in the future
 */
export function parseMoment(option: string, text: string, now: Date): Moment {
  const back = /^(\d{1,9})([smhd])$/.exec(text);
  if (back !== null) {
    const milliseconds = Number(back[1]) * unitMilliseconds[back[2] as keyof typeof unitMilliseconds];
    if (milliseconds > longestBackMilliseconds)
      throw new MomentError(`${option} ${text} is more than ten years`);
    return { text: `${Number(back[1])}${back[2]}`, at: new Date(now.getTime() - milliseconds) };
  }
  const iso = text.replace(/(T\d{2}:\d{2})(?=Z|[+-])/, '$1:00');
  if (!isoInstant.safeParse(iso).success)
    throw new MomentError(
      `${option} ${text} is neither a time with its offset, such as 2026-03-01T00:00:00Z, nor a duration back, such as 90m, 24h or 7d`,
    );
  const at = new Date(iso);
  if (at > now) throw new MomentError(`${option} ${text} lies in the future: it is ${now.toISOString()}`);
  return { text: at.toISOString(), at };
}
