import { notImplemented } from './sql-error.js';

/** A moment as a file writes it; the fields are checked to be of a calendar. */
interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  /** Minutes that the clock is ahead of UTC; undefined when the text does not say. */
  offsetMinutes?: number;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** https://docs.aws.amazon.com/redshift/latest/dg/r_DATEFORMAT_and_TIMEFORMAT_strings.html */
const PARTS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  MON: '(?<name>[a-z]{3})',
  DD: '(?<day>\\d{1,2})',
  HH24: '(?<hour>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  MI: '(?<minute>\\d{1,2})',
  // A fraction may follow whatever the format says.
  SS: '(?<second>\\d{1,2})(?:\\.(?<fraction>\\d{1,6})\\d*)?',
  OF: '(?<offset>z|[+-]\\d{2}(?::?\\d{2})?)?',
};

const TIME = '(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.(?<fraction>\\d{1,6})\\d*)?)?';
const AUTO = [
  `(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})(?:[ t]${TIME} ?${PARTS.OF})?`,
  `(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})(?: (?<hour>\\d{2})(?<minute>\\d{2})(?<second>\\d{2}))?`,
  `(?<month>\\d{1,2})/(?<day>\\d{1,2})/(?<year>\\d{4})(?: ${TIME})?`,
].map((pattern) => new RegExp(`^${pattern}$`, 'i'));

/** Returns the format; throws `SqlError` for one that is not served. */
export function checkTimeFormat(format: string): string {
  if (!['auto', 'epochsecs', 'epochmillisecs'].includes(format)) patternOf(format);
  return format;
}

const patterns = new Map<string, RegExp>();

function patternOf(format: string): RegExp {
  const known = patterns.get(format);
  if (known !== undefined) return known;
  const source = format.replace(/[A-Za-z]+\d*|[^A-Za-z]/g, (part) => {
    if (!/^[A-Za-z]/.test(part)) return part.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    return split(part.toUpperCase()) ?? refuse(format);
  });
  const pattern = new RegExp(`^${source}$`, 'i');
  patterns.set(format, pattern);
  return pattern;
}

/** Parts without anything between them: `YYYYMMDD`. */
function split(letters: string): string | undefined {
  const part = Object.keys(PARTS).find((candidate) => letters.startsWith(candidate));
  if (part === undefined) return letters === '' ? '' : undefined;
  const rest = split(letters.slice(part.length));
  // Digits that touch have their full width.
  const pattern = letters.length > part.length ? PARTS[part]?.replace('{1,2}', '{2}') : PARTS[part];
  return rest === undefined ? undefined : `${pattern}${rest}`;
}

const refuse = (format: string): never => {
  throw notImplemented(`the format '${format}' of dates and times`);
};

/** `2026-01-31`; undefined when the text is no date of that format. */
export function readDate(text: string, format: string): string | undefined {
  const fields = readFields(text, format);
  return fields === undefined ? undefined : isoDate(fields);
}

/** `2026-01-31 09:30:00.000000` in UTC; undefined when the text is no moment of that format. */
export function readTimestamp(text: string, format: string, zoned: boolean): string | undefined {
  if (format === 'epochsecs' || format === 'epochmillisecs') return readEpoch(text, format);
  // The default for moments with a zone ends in it.
  const fields = readFields(text, zoned && format !== 'auto' ? `${format}OF` : format);
  if (fields === undefined) return undefined;
  const { offsetMinutes = 0 } = fields;
  if (offsetMinutes !== 0 && !zoned) return undefined;
  const atMs = Date.UTC(fields.year, fields.month - 1, fields.day, fields.hour, fields.minute, fields.second);
  return isoTimestamp(atMs - offsetMinutes * 60_000, fields.microsecond);
}

function readEpoch(text: string, format: string): string | undefined {
  if (!/^-?\d{1,14}$/.test(text)) return undefined;
  const atMs = Number(text) * (format === 'epochsecs' ? 1000 : 1);
  const wholeMs = Math.floor(atMs / 1000) * 1000;
  return Math.abs(atMs) > 8.64e15 ? undefined : isoTimestamp(wholeMs, (atMs - wholeMs) * 1000);
}

function readFields(text: string, format: string): Fields | undefined {
  const candidates = format === 'auto' ? AUTO : [patternOf(format)];
  for (const pattern of candidates) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const fields = fieldsOf(groups);
    if (isInCalendar(fields)) return fields;
  }
  return undefined;
}

function fieldsOf(groups: Readonly<Record<string, string | undefined>>): Fields {
  const number = (name: string, otherwise = 0) => Number(groups[name] ?? otherwise);
  const { name, offset } = groups;
  return {
    year: number('year'),
    month: name === undefined ? number('month', 1) : MONTHS.indexOf(name.toLowerCase()) + 1,
    day: number('day', 1),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    microsecond: Number((groups.fraction ?? '').padEnd(6, '0')),
    ...(offset === undefined ? {} : { offsetMinutes: minutesOf(offset) }),
  };
}

function minutesOf(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

function isInCalendar({ year, month, day, hour, minute, second }: Fields): boolean {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year > 0 && hour < 24 && minute < 60 && second < 60;
}

const pad = (number: number, digits = 2): string => String(number).padStart(digits, '0');
const isoDate = ({ year, month, day }: Fields): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

const isoTimestamp = (wholeMs: number, microsecond: number): string =>
  `${new Date(wholeMs).toISOString().slice(0, 19).replace('T', ' ')}.${pad(microsecond, 6)}`;
