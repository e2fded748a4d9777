/**
 * The functions of Redshift that this warehouse answers, by DuckDB's own or by a macro of warehouse-macros.ts.
 * Everything else does not exist, so DuckDB's further functions (files, settings, lambdas) are out of reach.
 */
export const REDSHIFT_FUNCTIONS: ReadonlySet<string> = new Set(
  `any_value avg bool_and bool_or count max median min stddev_pop stddev_samp stddev sum var_pop var_samp variance
   listagg percentile_cont percentile_disc approximate_percentile_disc
   cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
   abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees exp floor ln log mod pi power pow radians random round
   sign sin sqrt tan trunc dexp dlog1 dlog10
   ascii bpcharcmp btrim char_length character_length charindex chr concat crc32 initcap left len length lower lpad
   ltrim octet_length position repeat replicate replace reverse right rpad rtrim split_part strpos substr substring
   textlen translate trim upper
   md5 sha sha1 func_sha1 sha2
   nvl nvl2 isnull coalesce greatest least nullif
   getdate sysdate timeofday now current_date current_timestamp date_part datediff dateadd date_trunc datepart
   date_diff date_add last_day months_between add_months to_date to_timestamp extract timezone
   json_parse json_serialize is_valid_json is_valid_json_array json_array_length json_extract_path_text
   json_typeof get_array_length is_array is_object can_json_parse
   current_schema current_user current_database session_user user version pg_backend_pid
   row`.split(/\s+/),
);

/** Operators that mean the same in both engines; `~` does not: DuckDB's must match the whole text. */
export const ALLOWED_OPERATORS: ReadonlySet<string> = new Set([
  '+',
  '-',
  '*',
  '/',
  '%',
  '=',
  '<>',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  '||',
  '~~',
  '!~~',
  '~~*',
  '!~~*',
]);

/** Type names as PostgreSQL's parser resolves them, and Redshift's own. */
export const ALLOWED_TYPES: ReadonlySet<string> = new Set(
  `int2 int4 int8 smallint integer bigint float4 float8 numeric decimal bool boolean varchar bpchar char text
   nvarchar nchar date timestamp timestamptz interval super`.split(/\s+/),
);
