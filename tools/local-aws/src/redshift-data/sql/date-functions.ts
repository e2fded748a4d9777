import { notImplemented, SqlError } from '../sql-error.js';
import { textConstant } from './print-constant.js';
import { isTree, listOf, namesOf } from './syntax-tree.js';

type Print = (value: unknown) => string;

/** Redshift's words for parts of a date: https://docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html */
const PARTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    year: 'year years y yr yrs',
    quarter: 'quarter quarters qtr qtrs',
    month: 'month months mon mons',
    week: 'week weeks w',
    day: 'day days d',
    dow: 'dayofweek dow dw weekday',
    doy: 'dayofyear doy dy yearday',
    hour: 'hour hours h hr hrs',
    minute: 'minute minutes m min mins',
    second: 'second seconds s sec secs',
    millisecond: 'millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon',
    microsecond: 'microsecond microseconds us microsec microsecs microsecond usecond useconds usec usecs',
    epoch: 'epoch',
  }).flatMap(([part, words]) => words.split(' ').map((word) => [word, part] as const)),
);

/** An interval of `n` of each part that can be added. */
const INTERVALS: Readonly<Record<string, (count: string) => string>> = {
  year: (n) => `to_years(${n})`,
  quarter: (n) => `to_months(3 * ${n})`,
  month: (n) => `to_months(${n})`,
  week: (n) => `to_days(7 * ${n})`,
  day: (n) => `to_days(${n})`,
  hour: (n) => `to_hours(${n})`,
  minute: (n) => `to_minutes(${n})`,
  second: (n) => `to_seconds(${n})`,
  millisecond: (n) => `to_milliseconds(${n})`,
  microsecond: (n) => `to_microseconds(${n})`,
};

/** What can be counted between two moments; the engines' weeks begin on different days. */
const COUNTED = new Set('year quarter month day hour minute second millisecond microsecond'.split(' '));
const EXTRACTED = new Set('year quarter month week day dow doy hour minute second epoch'.split(' '));
const TRUNCATED = new Set(
  'year quarter month week day hour minute second millisecond microsecond'.split(' '),
);

export const DATE_FUNCTIONS: ReadonlySet<string> = new Set([
  'dateadd',
  'datediff',
  'date_part',
  'date_trunc',
  'extract',
]);

/** Functions whose first argument names a part of a date. Undefined when the arguments are not the function's. */
export function printDateFunction(name: string, args: readonly unknown[], print: Print): string | undefined {
  const [first, second, third, fourth] = args;
  if (first === undefined || second === undefined || fourth !== undefined) return undefined;
  const part = partOf(first);
  if (name === 'dateadd' || name === 'datediff') {
    if (third === undefined) return undefined;
    if (name === 'datediff') {
      return `date_diff('${among(COUNTED, part, name)}', ${moment(second, print)}, ${moment(third, print)})`;
    }
    const interval = INTERVALS[part];
    if (interval === undefined) throw notImplemented(`${part} in DATEADD`);
    return `(${moment(third, print)} + ${interval(print(second))})`;
  }
  if (third !== undefined) return undefined;
  const from = moment(second, print);
  switch (name) {
    case 'date_trunc':
      return `date_trunc('${among(TRUNCATED, part, name)}', ${from})`;
    case 'date_part':
      return `CAST(floor(date_part('${among(EXTRACTED, part, name)}', ${from})) AS DOUBLE)`;
    default:
      return `CAST(floor(date_part('${among(EXTRACTED, part, name)}', ${from})) AS BIGINT)`;
  }
}

function among(parts: ReadonlySet<string>, part: string, name: string): string {
  if (!parts.has(part)) throw notImplemented(`${part} in ${name.toUpperCase()}`);
  return part;
}

/** A bare word, or a literal. */
function partOf(value: unknown): string {
  const column = isTree(value) && isTree(value.ColumnRef) ? listOf(value.ColumnRef.fields) : [];
  const word = column.length === 1 ? namesOf(column)[0] : textConstant(value)?.toLowerCase();
  const part = word === undefined ? undefined : PARTS.get(word);
  if (part === undefined) throw new SqlError(`date part "${word ?? ''}" is not recognized`, '22023');
  return part;
}

/** DuckDB does not take a literal for a moment by itself. */
const moment = (value: unknown, print: Print): string =>
  textConstant(value) === undefined ? print(value) : `CAST(${print(value)} AS TIMESTAMP)`;
