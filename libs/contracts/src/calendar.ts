/** Days of a month in the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timestampPattern =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Whether the text is `YYYY-MM-DD` and names a day that exists, years 0001 to 9999. */
export function isDate(text: string): boolean {
  const match = datePattern.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** The instant in UTC as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, or undefined when the text is no timestamp. */
export function canonicalTimestamp(text: string): string | undefined {
  const match = timestampPattern.exec(text);
  if (!match || !isDate(match[1] ?? '')) return undefined;
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4])];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const [offsetHours, offsetMinutes] = [Number(match[7] ?? 0), Number(match[8] ?? 0)];
  if (offsetMinutes > 59 || offsetHours * 60 + offsetMinutes > 14 * 60) return undefined;
  const offset = (match[6] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  const fraction = (match[5] ?? '').padEnd(6, '0');
  const [year, month, day] = (match[1] ?? '').split('-').map(Number);
  // Date.UTC reads years below 100 as 19xx.
  const shifted = new Date(0);
  shifted.setUTCFullYear(year ?? 0, (month ?? 1) - 1, day);
  shifted.setUTCHours(hour, minute - offset, second);
  const utc = shifted.toISOString();
  return utc.length === 24 && !utc.startsWith('0000') ? `${utc.slice(0, 19)}.${fraction}Z` : undefined;
}
