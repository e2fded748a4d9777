import { SqlError } from '../sql-error.js';
import type { TableName } from './token-reader.js';
import { isOp, isWord, printToken, quoteIdentifier, type Token } from './tokens.js';

/** Words that DuckDB reserves and PostgreSQL does not: as identifiers they must be quoted. */
const RESERVED_BY_DUCKDB = new Set(
  `anti asof describe glob lambda pivot pivot_longer pivot_wider positional qualify semi show summarize unpack
   unpivot`.split(/\s+/),
);

/** The same of words that both also have in clauses: AT TIME ZONE, and BY after these. */
const BEFORE_BY = ['order', 'group', 'partition'];

function mustQuote(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word') return false;
  if (token.text === 'at') return !isWord(tokens[at + 1], 'time');
  if (token.text === 'by') return !isWord(tokens[at - 1], ...BEFORE_BY);
  return RESERVED_BY_DUCKDB.has(token.text);
}

/** Functions whose first argument is a bare date part, which DuckDB takes as a string. */
const TAKES_DATE_PART = new Set(['datediff', 'date_diff', 'dateadd', 'date_add', 'datepart']);

/** Relations of Redshift's catalog that stand in `main`, see system-views.ts. */
const SYSTEM_RELATIONS: ReadonlySet<string> = new Set([
  'svv_tables',
  'svv_columns',
  'pg_table_def',
  'sys_load_error_detail',
]);

/** Schemas that nobody writes to, with what is known of them. */
const CATALOGS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['information_schema', new Set(['tables', 'columns', 'schemata'])],
  [
    'pg_catalog',
    new Set([
      ...SYSTEM_RELATIONS,
      ...['pg_class', 'pg_namespace', 'pg_attribute', 'pg_tables', 'pg_views', 'pg_type'],
    ]),
  ],
]);

/** Where our `information_schema` stands: DuckDB's own shows DuckDB's type names. */
export const INFORMATION_SCHEMA = 'redshift_information_schema';

const HIDDEN_SCHEMAS = new Set(['main', 'temp', 'pg_temp', 'system', INFORMATION_SCHEMA]);
const HIDDEN_RELATION = /^(duckdb_|sqlite_|pragma_)|[./\\]/;

export interface UsedTable extends TableName {
  /** For DuckDB. */
  readonly sql: string;
  /** With its schema: locks, conflicts and messages name tables so. */
  readonly key: string;
}

/** Refuses what Redshift has not or does not let be touched. */
export function useTable(table: TableName, access: 'read' | 'write'): UsedTable {
  const { schema, name } = table;
  const written = schema === undefined ? name : `${schema}.${name}`;
  const unknown = () => new SqlError(`relation "${written}" does not exist`, '42P01');
  if (HIDDEN_RELATION.test(name)) throw unknown();
  if (schema !== undefined && HIDDEN_SCHEMAS.has(schema)) {
    throw new SqlError(`schema "${schema}" does not exist`, '3F000');
  }
  const catalog = schema === undefined ? undefined : CATALOGS.get(schema);
  const system = catalog !== undefined || (schema === undefined && SYSTEM_RELATIONS.has(name));
  if (system && access === 'write') throw new SqlError(`permission denied for relation ${written}`, '42501');
  if (catalog !== undefined && !catalog.has(name)) throw unknown();
  const sql =
    schema === undefined ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  return { ...table, sql, key: `${schema ?? 'public'}.${name}` };
}

/**
 * Prints checked tokens for DuckDB. With `fixedTime`, GETDATE() and SYSDATE become `:now`'s place, filled in by
 * `withTime`: DuckDB's clock stands still from BEGIN, Redshift's GETDATE() does not.
 */
export function rewriteTokens(tokens: readonly Token[], { fixedTime = false } = {}): string {
  const printed: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    const opensCall = isOp(tokens[at + 1], '(');
    if (isWord(token, 'information_schema') && isOp(tokens[at + 1], '.')) printed.push(INFORMATION_SCHEMA);
    else if (isWord(token, 'pg_catalog') && isOp(tokens[at + 1], '.') && isSystemRelation(tokens[at + 2])) {
      printed.push('main');
    } else if (isWord(token, 'sysdate') && !opensCall && !isOp(tokens[at - 1], '.')) {
      printed.push(fixedTime ? NOW : 'getdate()');
    } else if (isWord(token, 'getdate') && opensCall && isOp(tokens[at + 2], ')') && fixedTime) {
      printed.push(NOW);
      at += 2;
    } else if (
      token.kind === 'word' &&
      TAKES_DATE_PART.has(token.text) &&
      opensCall &&
      tokens[at + 2]?.kind === 'word'
    ) {
      printed.push(token.text, '(', `'${tokens[at + 2]?.text ?? ''}'`);
      at += 2;
    } else if (mustQuote(tokens, at)) printed.push(quoteIdentifier(token.text));
    else printed.push(printToken(token));
  }
  return printed.join(' ');
}

const isSystemRelation = (token: Token | undefined): boolean =>
  token !== undefined && SYSTEM_RELATIONS.has(token.text);

/** No statement can contain it: the lexer refuses NUL outside literals, and literals with NUL are refused. */
const NOW = '\0now\0';

export const withTime = (sql: string, nowMs: number): string =>
  sql.replaceAll(NOW, `TIMESTAMP '${new Date(nowMs).toISOString().slice(0, -1).replace('T', ' ')}'`);
