import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { isWord, type Token } from './tokens.js';

/*
 * What Redshift has and this warehouse has not is refused by its name, so that nobody takes it for a typo; what
 * Redshift itself has not is a syntax error, or does not exist, as there.
 */

/** Clauses of PostgreSQL's tree, by member: what is written for them. */
const CLAUSES: Readonly<Record<string, string>> = {
  returningList: 'returning',
  returningClause: 'returning',
  onConflictClause: 'on conflict',
  lockingClause: 'for',
  agg_filter: 'filter',
  intoClause: 'into',
  windowClause: 'window',
  lateral: 'lateral',
  catalogname: 'database name before a table',
};

/** Members whose clause Redshift has. */
const SERVED_BY_REDSHIFT: Readonly<Record<string, string>> = {
  intoClause: 'SELECT INTO',
  catalogname: 'a database name before a table',
  recursive: 'WITH RECURSIVE',
};

/** The error for a clause that is not printed. */
export function missingClause(member: string): SqlError {
  const served = SERVED_BY_REDSHIFT[member];
  return served === undefined ? syntaxErrorNear(CLAUSES[member] ?? member) : notImplemented(served);
}

const KINDS: Readonly<Record<string, string>> = {
  GroupingSet: 'GROUP BY with ROLLUP, CUBE or GROUPING SETS',
  GroupingFunc: 'GROUPING',
  RowExpr: 'a row of values',
  CollateClause: 'COLLATE',
};

/** The error for a node that is not printed. */
export const missingKind = (kind: string): SqlError =>
  KINDS[kind] === undefined
    ? new SqlError(`syntax error: ${kind} is not part of Amazon Redshift's SQL`, '42601')
    : notImplemented(KINDS[kind]);

/** Words that open what PostgreSQL's grammar lacks and Redshift's has. */
const CLAUSE_WORDS = new Set(
  'qualify exclude minus top connect pivot unpivot approximate respect ignore'.split(' '),
);

/** Why tokens that do not parse are not served, if that is the likely reason. */
export function notServedIn(tokens: readonly Token[]): SqlError | undefined {
  const word = tokens.find((token) => token.kind === 'word' && CLAUSE_WORDS.has(token.text));
  if (word !== undefined) return notImplemented(word.text.toUpperCase());
  const grouping = tokens.some(
    (token, at) => isWord(token, 'group') && isWord(tokens[at + 1], 'by') && isWord(tokens[at + 2], 'all'),
  );
  return grouping ? notImplemented('GROUP BY ALL') : undefined;
}

/** Redshift's functions that are not served. */
const FUNCTIONS = new Set(
  `array array_concat array_flatten array_union bit_and bit_or bpcharcmp checksum collate convert convert_timezone crc32
   current_aws_account current_database current_namespace current_schema current_schemas current_setting current_user
   current_user_id date_cmp date_part_year difference farmfingerprint64 fnv_hash from_hex from_varbyte
   has_database_privilege has_schema_privilege has_table_privilege hll hll_cardinality hll_combine initcap interval_cmp
   is_bigint is_boolean is_char is_decimal is_float is_integer is_scalar is_smallint is_varchar isnull
   json_extract_array_element_text json_extract_path_text json_size json_serialize_to_varbyte last_user_query_id
   months_between murmur3_32_hash next_day now object object_transform octetindex pg_backend_pid pg_cancel_backend
   pg_last_copy_count pg_last_copy_id pg_last_query_id pg_last_unload_count pg_last_unload_id pg_terminate_backend
   quote_ident quote_literal ratio_to_report regexp_count regexp_instr regexp_replace regexp_substr session_user size
   slice_num soundex split_to_array strtol subarray timeofday timestamp_cmp to_char to_date to_hex to_number
   to_timestamp to_varbyte user varbyte version`.split(/\s+/),
);

/** The error for a function that is not served. */
export const missingFunction = (name: string): SqlError =>
  FUNCTIONS.has(name)
    ? notImplemented(`the function ${name.toUpperCase()}`)
    : new SqlError(`function ${name}(...) does not exist`, '42883');
