export interface RedshiftFunction {
  readonly arguments: readonly [least: number, most: number];
  /** DuckDB's expression, from the printed arguments. */
  readonly print: (...values: string[]) => string;
}

type Entry = readonly [name: string, served: RedshiftFunction];

const call =
  (engine: string) =>
  (...values: string[]): string =>
    `${engine}(${values.join(', ')})`;

/** Functions that are the same in DuckDB, or stand there under another name. */
const same = (names: string, count: number, engine?: string): Entry[] =>
  names.split(' ').map((name) => [name, { arguments: [count, count], print: call(engine ?? name) }] as const);

const optional = (names: string, least: number, most: number, print: RedshiftFunction['print']): Entry[] =>
  names.split(' ').map((name) => [name, { arguments: [least, most], print }] as const);

/**
 * The scalar functions of Redshift that are served, each with a result that is the same: DuckDB's own, or a macro of
 * engine-macros.ts. All else of DuckDB's (files, settings, lambdas) is out of reach.
 */
export const FUNCTIONS: ReadonlyMap<string, RedshiftFunction> = new Map<string, RedshiftFunction>([
  ...same(
    'abs acos asin atan cbrt ceil ceiling cos cot degrees exp floor ln log radians sign sin sqrt tan',
    1,
  ),
  ...same('dexp', 1, 'exp'),
  ...same('dlog1', 1, 'ln'),
  ...same('dlog10', 1, 'log'),
  ...same('atan2 power pow', 2),
  ...same('mod', 2, 'main.redshift_remainder'),
  ...same('pi random', 0),
  ...optional('round', 1, 2, call('round')),
  ...optional('trunc', 1, 2, call('trunc')),

  ...same('ascii chr lower upper reverse md5', 1),
  ...same('len length char_length character_length textlen', 1, 'length'),
  ...same('octet_length', 1, 'strlen'),
  ...same('left right repeat strpos', 2),
  ...same('replicate', 2, 'repeat'),
  // `POSITION(a IN b)` reaches us with its arguments turned round.
  ...same('position', 2, 'strpos'),
  ...optional('charindex', 2, 2, (part = '', text = '') => `strpos(${text}, ${part})`),
  ...optional('concat', 2, 2, (a = '', b = '') => `(${a} || ${b})`),
  ...same('replace translate', 3),
  ...same('split_part', 3, 'main.redshift_split_part'),
  ...optional('substring substr', 2, 3, (text = '', from = '', length?: string) =>
    length === undefined
      ? `main.redshift_substring(${text}, ${from})`
      : `main.redshift_substring(${text}, ${from}, ${length})`,
  ),
  ...optional('trim btrim', 1, 2, (text = '', blanks = `' '`) => `trim(${text}, ${blanks})`),
  ...optional('ltrim', 1, 2, (text = '', blanks = `' '`) => `ltrim(${text}, ${blanks})`),
  ...optional('rtrim', 1, 2, (text = '', blanks = `' '`) => `rtrim(${text}, ${blanks})`),
  ...optional('lpad', 2, 3, (text = '', to = '', by = `' '`) => `lpad(${text}, ${to}, ${by})`),
  ...optional('rpad', 2, 3, (text = '', to = '', by = `' '`) => `rpad(${text}, ${to}, ${by})`),
  ...same('sha sha1 func_sha1', 1, 'sha1'),
  ...same('sha2', 2, 'main.redshift_sha2'),

  ...optional('nvl', 1, Infinity, call('coalesce')),
  ...optional('nvl2', 3, 3, (a = '', b = '', c = '') => `CASE WHEN ${a} IS NOT NULL THEN ${b} ELSE ${c} END`),
  ...optional('decode', 3, Infinity, decode),

  ...same('last_day', 1),
  ...same('add_months', 2, 'main.redshift_add_months'),
  // `moment AT TIME ZONE zone` reaches us as this call.
  ...same('timezone', 2),

  ...same('json_parse', 1, 'main.redshift_json_parse'),
  ...same('can_json_parse is_valid_json', 1, 'json_valid'),
  ...same('is_valid_json_array', 1, 'main.redshift_is_json_array'),
  ...same('json_array_length', 1, 'main.redshift_json_array_length'),
  ...same('get_array_length', 1, 'main.redshift_array_length'),
  ...same('json_typeof', 1, 'main.redshift_json_typeof'),
  ...same('is_array', 1, 'main.redshift_is_array'),
  ...same('is_object', 1, 'main.redshift_is_object'),
]);

/** DECODE(value, search, result, …, default): here NULL equals NULL. */
function decode(value = '', ...rest: string[]): string {
  const pairs = Math.floor(rest.length / 2);
  const branches = Array.from(
    { length: pairs },
    (_, pair) => `WHEN ${value} IS NOT DISTINCT FROM ${rest[2 * pair]} THEN ${rest[2 * pair + 1]}`,
  );
  const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)}` : '';
  return `CASE ${branches.join(' ')}${otherwise} END`;
}
