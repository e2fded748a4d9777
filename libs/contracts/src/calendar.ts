/** Days of a month in the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether the text is `YYYY-MM-DD` and names a day that exists, years 0001 to 9999. */
export const isDate = (text: string): boolean => text.length === 10 && startsWithDate(text);

/** The instant in UTC as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, or undefined when the text is no timestamp. */
export function canonicalTimestamp(text: string): string | undefined {
  if (!startsWithDate(text)) return undefined;
  const separator = text.charCodeAt(10);
  if (separator !== capitalT && separator !== space) return undefined;
  const hour = numberAt(text, 11, 2);
  const minute = numberAt(text, 14, 2);
  const second = numberAt(text, 17, 2);
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59))
    return undefined;
  if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return undefined;
  const zoneStart = endOfFraction(text);
  const offset = zoneStart < 0 ? undefined : offsetMinutes(text, zoneStart);
  if (offset === undefined) return undefined;
  if (offset === 0) {
    if (zoneStart === 26 && text.length === 27 && separator === capitalT) return text;
    return `${text.slice(0, 10)}T${text.slice(11, 19)}${microseconds(text, zoneStart)}`;
  }
  const minutes = hour * 60 + minute - offset;
  const day = dayShifted(text, minutes < 0 ? -1 : minutes >= minutesOfDay ? 1 : 0);
  if (day === undefined) return undefined;
  const ofDay = (minutes + minutesOfDay) % minutesOfDay;
  const time = `${padded(Math.floor(ofDay / 60), 2)}:${padded(ofDay % 60, 2)}:${text.slice(17, 19)}`;
  return `${day}T${time}${microseconds(text, zoneStart)}`;
}

/** What a canonical timestamp ends with. */
const microseconds = (text: string, zoneStart: number): string =>
  zoneStart === 19 ? '.000000Z' : `.${text.slice(20, zoneStart).padEnd(6, '0')}Z`;

const minutesOfDay = 24 * 60;
const [space, plus, minus, dot, colon, capitalT, capitalZ] = [0x20, 0x2b, 0x2d, 0x2e, 0x3a, 0x54, 0x5a];

/** The number that the digits at a place are; -1 when one is no ASCII digit. */
function numberAt(text: string, from: number, count: number): number {
  let number = 0;
  for (let index = from; index < from + count; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function startsWithDate(text: string): boolean {
  if (text.charCodeAt(4) !== minus || text.charCodeAt(7) !== minus) return false;
  const year = numberAt(text, 0, 4);
  const month = numberAt(text, 5, 2);
  const day = numberAt(text, 8, 2);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Where the zone begins: behind one to six fraction digits where there is a dot; -1 otherwise. */
function endOfFraction(text: string): number {
  if (text.charCodeAt(19) !== dot) return 19;
  let end = 20;
  while (end < 27 && numberAt(text, end, 1) >= 0) end++;
  return end > 20 && end < 27 ? end : -1;
}

/** What the text's end says the local time is ahead of UTC. */
function offsetMinutes(text: string, from: number): number | undefined {
  const sign = text.charCodeAt(from);
  if (sign === capitalZ) return text.length === from + 1 ? 0 : undefined;
  if ((sign !== plus && sign !== minus) || text.length !== from + 6) return undefined;
  const [hours, minutes] = [numberAt(text, from + 1, 2), numberAt(text, from + 4, 2)];
  if (hours < 0 || minutes < 0 || minutes > 59 || text.charCodeAt(from + 3) !== colon) return undefined;
  const offset = hours * 60 + minutes;
  if (offset > 14 * 60) return undefined;
  return sign === plus ? offset : -offset;
}

/** The text's day, the one before or the one after; undefined outside years 0001 to 9999. */
function dayShifted(text: string, days: -1 | 0 | 1): string | undefined {
  if (days === 0) return text.slice(0, 10);
  let [year, month, day] = [numberAt(text, 0, 4), numberAt(text, 5, 2), numberAt(text, 8, 2) + days];
  if (day > daysInMonth(year, month)) [month, day] = [month + 1, 1];
  else if (day < 1) [month, day] = [month - 1, 0];
  if (month > 12) [year, month] = [year + 1, 1];
  else if (month < 1) [year, month] = [year - 1, 12];
  if (day === 0) day = daysInMonth(year, month);
  return year >= 1 && year <= 9999 ? `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}` : undefined;
}

const padded = (number: number, length: number): string => String(number).padStart(length, '0');
