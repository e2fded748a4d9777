import { INFORMATION_SCHEMA } from './sql/rewrite.js';

/**
 * What is created in every warehouse, in schema `main`, which stands behind `public` in the search path:
 * Redshift's catalog views over DuckDB's catalog, and functions that DuckDB lacks. Lengths are read back from
 * the CHECKs that `column-definition.ts` writes.
 */
const COLUMNS = `
  SELECT c.database_name, c.schema_name AS table_schema, c.table_name, c.column_name,
    c.column_index AS ordinal_position, c.column_default,
    CASE WHEN c.is_nullable THEN 'YES' ELSE 'NO' END AS is_nullable,
    CASE
      WHEN c.data_type = 'JSON' THEN 'super'
      WHEN c.data_type = 'VARCHAR' AND l.fixed THEN 'character'
      WHEN c.data_type = 'VARCHAR' THEN 'character varying'
      WHEN c.data_type = 'DOUBLE' THEN 'double precision'
      WHEN c.data_type = 'FLOAT' THEN 'real'
      WHEN c.data_type = 'TIMESTAMP' THEN 'timestamp without time zone'
      WHEN c.data_type LIKE 'DECIMAL%' OR c.data_type = 'HUGEINT' THEN 'numeric'
      ELSE lower(c.data_type)
    END AS data_type,
    CASE WHEN c.data_type = 'VARCHAR' THEN coalesce(l.max_bytes, 65535) END AS character_maximum_length,
    c.numeric_precision, c.numeric_scale
  FROM duckdb_columns() c
  LEFT JOIN (
    SELECT table_oid, schema_oid, constraint_column_names[1] AS column_name,
      regexp_extract(constraint_text, '<= (\\d+)', 1)::INTEGER AS max_bytes,
      contains(constraint_text, ' OR ') AS fixed
    FROM duckdb_constraints() WHERE constraint_type = 'CHECK'
  ) l ON l.table_oid = c.table_oid AND l.schema_oid = c.schema_oid AND l.column_name = c.column_name
  WHERE NOT c.internal AND c.database_name = current_database()
    AND c.schema_name NOT IN ('main', '${INFORMATION_SCHEMA}')`;

const TABLES = `
  SELECT t.schema_name AS table_schema, t.table_name, 'BASE TABLE' AS table_type, NULL::VARCHAR AS remarks
  FROM duckdb_tables() t
  WHERE t.database_name = current_database() AND t.schema_name <> 'main'
  UNION ALL
  SELECT v.schema_name, v.view_name, 'VIEW', NULL
  FROM duckdb_views() v
  WHERE NOT v.internal AND v.database_name = current_database()
    AND v.schema_name NOT IN ('main', '${INFORMATION_SCHEMA}')`;

/** Redshift's columns: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html */
const LOAD_ERRORS = `
  user_id INTEGER, query_id BIGINT, transaction_id BIGINT, session_id INTEGER, database_name VARCHAR,
  table_id INTEGER, start_time TIMESTAMP, pid INTEGER, file_name VARCHAR, line_number BIGINT, column_name VARCHAR,
  column_type VARCHAR, column_length VARCHAR, position INTEGER, error_code INTEGER, error_message VARCHAR`;

const macro = (signature: string, body: string): string =>
  `CREATE OR REPLACE MACRO main.${signature} AS ${body}`;

const interval = (unit: string, parts: readonly string[]): string =>
  `WHEN lower(part) IN (${parts.map((part) => `'${part}'`).join(', ')}) THEN moment + ${unit}`;

const DATEADD = `CASE
  ${interval('to_years(n)', ['year', 'years', 'y', 'yr', 'yrs'])}
  ${interval('to_months(3 * n)', ['quarter', 'quarters', 'qtr', 'qtrs'])}
  ${interval('to_months(n)', ['month', 'months', 'mon', 'mons'])}
  ${interval('to_days(7 * n)', ['week', 'weeks', 'w'])}
  ${interval('to_days(n)', ['day', 'days', 'd'])}
  ${interval('to_hours(n)', ['hour', 'hours', 'h', 'hr', 'hrs'])}
  ${interval('to_minutes(n)', ['minute', 'minutes', 'm', 'min', 'mins'])}
  ${interval('to_seconds(n)', ['second', 'seconds', 's', 'sec', 'secs'])}
  ${interval('to_milliseconds(n)', ['millisecond', 'milliseconds', 'ms'])}
  ${interval('to_microseconds(n)', ['microsecond', 'microseconds', 'us'])}
  ELSE error('ERROR: invalid date part') END`;

/** Run in order when the warehouse is opened; each may run again. */
export const SYSTEM_OBJECTS: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS public',
  `CREATE SCHEMA IF NOT EXISTS ${INFORMATION_SCHEMA}`,
  'CREATE TYPE IF NOT EXISTS main.super AS JSON',
  `CREATE TABLE IF NOT EXISTS main.sys_load_error_detail (${LOAD_ERRORS})`,
  `CREATE OR REPLACE VIEW main.svv_columns AS
     SELECT database_name AS table_catalog, * EXCLUDE (database_name), NULL::VARCHAR AS remarks FROM (${COLUMNS})`,
  `CREATE OR REPLACE VIEW main.svv_tables AS SELECT current_database() AS table_catalog, * FROM (${TABLES})`,
  `CREATE OR REPLACE VIEW main.pg_table_def AS
     SELECT table_schema AS schemaname, table_name AS tablename, column_name AS "column",
       CASE WHEN character_maximum_length IS NULL THEN data_type
         ELSE data_type || '(' || character_maximum_length || ')' END AS "type",
       'none' AS encoding, false AS distkey, 0 AS sortkey, is_nullable = 'NO' AS "notnull"
     FROM (${COLUMNS}) WHERE table_schema = 'public'`,
  `CREATE OR REPLACE VIEW ${INFORMATION_SCHEMA}.columns AS
     SELECT database_name AS table_catalog, * EXCLUDE (database_name) FROM (${COLUMNS})`,
  `CREATE OR REPLACE VIEW ${INFORMATION_SCHEMA}.tables AS
     SELECT current_database() AS table_catalog, * EXCLUDE (remarks) FROM (${TABLES})`,
  `CREATE OR REPLACE VIEW ${INFORMATION_SCHEMA}.schemata AS
     SELECT current_database() AS catalog_name, schema_name FROM duckdb_schemas()
     WHERE NOT internal AND database_name = current_database()
       AND schema_name NOT IN ('main', '${INFORMATION_SCHEMA}')`,
  macro('getdate()', `CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP)`),
  macro('timeofday()', `strftime(now(), '%a %b %d %H:%M:%S.%f %Y UTC')`),
  'CREATE OR REPLACE MACRO main.nvl(a, b) AS coalesce(a, b), (a, b, c) AS coalesce(a, b, c)',
  macro('nvl2(tested, a, b)', 'CASE WHEN tested IS NOT NULL THEN a ELSE b END'),
  macro('charindex(part, whole)', 'strpos(whole, part)'),
  macro('textlen(t)', 'length(t)'),
  macro('octet_length(t)', 'strlen(t)'),
  macro('replicate(t, n)', 'repeat(t, n)'),
  macro('btrim(t)', 'trim(t)'),
  macro('initcap(t)', `array_to_string([upper(w[1]) || lower(w[2:]) FOR w IN string_split(t, ' ')], ' ')`),
  macro('sha(t)', 'sha1(t)'),
  macro('func_sha1(t)', 'sha1(t)'),
  macro(
    'sha2(t, bits)',
    `CASE WHEN bits IN (0, 256) THEN sha256(t) ELSE error('sha2: local-aws has 256 bits only') END`,
  ),
  macro('json_parse(t)', 'CAST(json(t) AS JSON)'),
  macro('json_serialize(t)', 'CAST(t AS VARCHAR)'),
  macro('is_valid_json(t)', 'json_valid(t)'),
  macro('can_json_parse(t)', 'json_valid(t)'),
  macro('is_valid_json_array(t)', `json_valid(t) AND json_type(t) = 'ARRAY'`),
  macro('get_array_length(t)', 'json_array_length(t)'),
  macro('is_array(t)', `json_type(t) = 'ARRAY'`),
  macro('is_object(t)', `json_type(t) = 'OBJECT'`),
  macro(
    'json_typeof(t)',
    `CASE json_type(t) WHEN 'VARCHAR' THEN 'string' WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'object'
       WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE 'number' END`,
  ),
  macro('dateadd(part, n, moment)', DATEADD),
  macro('date_add(part, n, moment)', DATEADD),
  macro('add_months(moment, n)', 'CAST(moment AS TIMESTAMP) + to_months(n)'),
  macro('pg_backend_pid()', '1'),
  macro('dexp(x)', 'exp(x)'),
  macro('dlog1(x)', 'ln(x)'),
  macro('dlog10(x)', 'log10(x)'),
];
