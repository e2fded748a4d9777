const dayMicros = 86_400_000_000;
/** Days from 1970 on, both ways, whose microseconds are safe integers. */
const safeDays = 104_000;
/** Of the calendar's cycle of 400 years. */
const cycleDays = 146_097;
/** From 0000-03-01 to 1970-01-01. */
const epochDay = 719_468;

/** Days from 1970-01-01 to a day of the proleptic Gregorian calendar; years from 0 on. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  // Counted from March on, the day that leap years add is the last of the year.
  const marchYear = month <= 2 ? year - 1 : year;
  const cycle = Math.floor(marchYear / 400);
  const yearOfCycle = marchYear - cycle * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfCycle = yearOfCycle * 365 + (yearOfCycle >> 2) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * cycleDays + dayOfCycle - epochDay;
}

/** Days since 1970 of `YYYY-MM-DD`; undefined when it names no day. */
export function daysOf(text: string): number | undefined {
  return text.length === 10 ? daysAtStart(text) : undefined;
}

/** Microseconds since 1970 of `YYYY-MM-DDTHH:MM:SS[.f]Z`, one to six digits; undefined when it names no instant. */
export function microsOf(text: string): number | bigint | undefined {
  const days = daysAtStart(text);
  const [hour, minute, second] = [numberAt(text, 11, 2), numberAt(text, 14, 2), numberAt(text, 17, 2)];
  const digits = text.length - 21;
  if (days === undefined || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return undefined;
  if (!(hour < 24 && minute < 60 && second < 60) || !text.endsWith('Z')) return undefined;
  if (digits !== -1 && (text[19] !== '.' || digits < 1 || digits > 6)) return undefined;
  const fraction = digits === -1 ? 0 : numberAt(text, 20, digits) * 10 ** (6 - digits);
  if (!(fraction >= 0)) return undefined;
  const micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction;
  return Math.abs(days) < safeDays
    ? days * dayMicros + micros
    : BigInt(days) * BigInt(dayMicros) + BigInt(micros);
}

function daysAtStart(text: string): number | undefined {
  const [year, month, day] = [numberAt(text, 0, 4), numberAt(text, 5, 2), numberAt(text, 8, 2)];
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1) || text[4] !== '-' || text[7] !== '-')
    return undefined;
  const days = daysSinceEpoch(year, month, day);
  const next = month === 12 ? daysSinceEpoch(year + 1, 1, 1) : daysSinceEpoch(year, month + 1, 1);
  return days < next ? days : undefined;
}

/** The number of a run of digits; NaN when there are others. */
function numberAt(text: string, start: number, digits: number): number {
  let value = 0;
  for (let at = start; at < start + digits; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
