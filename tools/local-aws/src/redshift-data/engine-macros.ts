const macro = (name: string, ...forms: readonly string[]): string =>
  `CREATE OR REPLACE MACRO main.redshift_${name}${forms.join(', ')}`;

/** Raised as Redshift's error with that SQLSTATE, see duckdb-error.ts. */
const failure = (sqlState: string, message: string): string => `error('[${sqlState}] ${message}')`;

const isDecimal = (value: string): string => `typeof(${value}) LIKE 'DECIMAL%'`;
const isFloat = (value: string): string => `typeof(${value}) IN ('FLOAT', 'DOUBLE')`;

/** A character that the cut left without its last bytes, in hexadecimal. */
const BROKEN_CHARACTER = '(?:[CD][0-9A-F]|E[0-9A-F](?:[89AB][0-9A-F])?|F[0-9A-F](?:[89AB][0-9A-F]){0,2})$';

/**
 * What Redshift's operators and functions are in DuckDB where its own differ. The types of arguments are looked at
 * by `typeof`, which is folded away; overloads of macros would be chosen wrongly inside correlated subqueries.
 * Run in order when the warehouse is opened; each may run again.
 */
export const ENGINE_MACROS: readonly string[] = [
  // DuckDB's column defaults and views cannot be given the statement's time.
  'CREATE OR REPLACE MACRO main.getdate() AS CAST(now() AS TIMESTAMP)',

  // NUMERIC by NUMERIC is a NUMERIC on Redshift, whose scale comes of both; DuckDB knows only DOUBLE.
  macro(
    'divide',
    `("a$", "b$") AS CASE
      WHEN (${isDecimal('"a$"')} OR ${isDecimal('"b$"')}) AND NOT ${isFloat('"a$"')} AND NOT ${isFloat('"b$"')}
        THEN ${failure('0A000', 'division of NUMERIC is not implemented by local-aws: cast to DOUBLE PRECISION')}
      WHEN "b$" = 0 AND "a$" IS NOT NULL THEN ${failure('22012', 'Divide by zero')}
      ELSE "a$" / "b$" END`,
  ),
  macro(
    'remainder',
    `("a$", "b$") AS CASE WHEN "b$" = 0 AND "a$" IS NOT NULL THEN ${failure('22012', 'Divide by zero')}
      ELSE "a$" % "b$" END`,
  ),
  macro(
    'total',
    `("s$") AS CASE WHEN typeof("s$") = 'HUGEINT' AND abs("s$") > 9223372036854775807
      THEN ${failure('22003', 'Numeric data overflow (addition)')} ELSE "s$" END`,
  ),
  // Of integers an integer, of NUMERIC a NUMERIC of the same scale, and neither rounded.
  macro(
    'mean',
    `("s$", "n$") AS cast_to_type(CASE
      WHEN typeof("s$") = 'HUGEINT' THEN CAST(CAST("s$" AS HUGEINT) // "n$" AS VARCHAR)
      WHEN ${isDecimal('"s$"')} THEN CAST(CAST(replace(CAST("s$" AS VARCHAR), '.', '') AS HUGEINT) // "n$" AS VARCHAR)
        || 'e-' || regexp_extract(typeof("s$"), ',(\\d+)', 1)
      ELSE CAST(CAST("s$" AS DOUBLE) / "n$" AS VARCHAR) END, "s$")`,
  ),

  macro(
    'text',
    `("v$") AS CASE WHEN typeof("v$") = 'BOOLEAN'
      THEN ${failure('42846', 'cannot cast type boolean to character varying')} ELSE CAST("v$" AS VARCHAR) END`,
  ),
  // To at most so many bytes of UTF-8, and to whole characters.
  macro(
    'cut',
    `("t$", "n$") AS CASE WHEN strlen("t$") <= "n$" THEN "t$"
      ELSE decode(unhex(regexp_replace(left(hex(encode("t$")), 2 * "n$"), '${BROKEN_CHARACTER}', ''))) END`,
  ),
  // What a cast to an integer takes: DuckDB would round '1.5'.
  macro(
    'digits',
    `("v$") AS CASE WHEN typeof("v$") IN ('VARCHAR', 'JSON')
        AND NOT regexp_full_match(CAST("v$" AS VARCHAR), '\\s*[+-]?\\d+\\s*')
      THEN ${failure('22P02', 'invalid input syntax for integer')} ELSE "v$" END`,
  ),
  macro(
    'substring',
    `("t$", "p$") AS CASE WHEN "p$" < 1 THEN "t$" ELSE substring("t$", "p$") END`,
    `("t$", "p$", "n$") AS CASE
      WHEN "n$" < 0 THEN ${failure('22011', 'negative substring length not allowed')}
      WHEN "p$" >= 1 THEN substring("t$", "p$", "n$")
      WHEN "p$" + "n$" <= 1 THEN '' ELSE substring("t$", 1, "p$" + "n$" - 1) END`,
  ),
  macro(
    'split_part',
    `("t$", "d$", "n$") AS CASE WHEN "n$" < 1
      THEN ${failure('22023', 'field position must be greater than zero')} ELSE split_part("t$", "d$", "n$") END`,
  ),
  macro(
    'sha2',
    `("t$", "n$") AS CASE WHEN "n$" IN (0, 256) THEN sha256("t$")
      ELSE ${failure('0A000', 'SHA2 of other than 256 bits is not implemented by local-aws')} END`,
  ),

  // From the last day of a month to the last day of one.
  macro(
    'add_months',
    `("m$", "n$") AS CASE
      WHEN CAST("m$" AS DATE) = last_day(CAST("m$" AS DATE))
        THEN CAST(last_day(CAST("m$" AS TIMESTAMP) + to_months("n$")) AS TIMESTAMP)
          + (CAST("m$" AS TIMESTAMP) - date_trunc('day', CAST("m$" AS TIMESTAMP)))
      ELSE CAST("m$" AS TIMESTAMP) + to_months("n$") END`,
  ),

  macro('json_parse', '("t$") AS CAST(json("t$") AS JSON)'),
  macro('is_json_array', `("t$") AS json_valid("t$") AND json_type("t$") = 'ARRAY'`),
  macro('array_length', `("v$") AS CASE WHEN json_type("v$") = 'ARRAY' THEN json_array_length("v$") END`),
  macro(
    'json_array_length',
    `("t$") AS CASE WHEN json_type("t$") <> 'ARRAY' THEN ${failure('22023', 'invalid JSON array')}
      ELSE json_array_length("t$") END`,
  ),
  macro('is_array', `("v$") AS json_type("v$") = 'ARRAY'`),
  macro('is_object', `("v$") AS json_type("v$") = 'OBJECT'`),
  macro(
    'json_typeof',
    `("v$") AS CASE json_type("v$") WHEN 'VARCHAR' THEN 'string' WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'object'
      WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE 'number' END`,
  ),
];
