import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { checkQuery, checkStatement } from './allow-list.js';
import { parseAlterTable, type ColumnChange } from './alter-table.js';
import { columnLabels } from './column-labels.js';
import { parseCopy, type CopyCommand } from './parse-copy.js';
import { parseCreateTable } from './create-table.js';
import { rewriteTokens, useTable, type UsedTable } from './rewrite.js';
import { TokenReader } from './token-reader.js';
import { isWord, quoteIdentifier, type Token } from './tokens.js';

/** One statement, checked, in the shape that a transaction runs. `sql` is DuckDB's. */
export type Statement =
  | {
      readonly kind: 'query';
      readonly verb: 'SELECT' | 'EXPLAIN';
      readonly sql: string;
      /** Redshift's names of the columns; undefined when `*` decides them. */
      readonly labels: readonly string[] | undefined;
      readonly tables: readonly UsedTable[];
    }
  | {
      readonly kind: 'write';
      readonly verb: 'INSERT' | 'UPDATE' | 'DELETE';
      readonly sql: string;
      readonly target: UsedTable;
      readonly tables: readonly UsedTable[];
    }
  | { readonly kind: 'definition'; readonly verb: string; readonly sql: string }
  | { readonly kind: 'alter'; readonly table: UsedTable; readonly change: ColumnChange }
  | { readonly kind: 'truncate'; readonly table: UsedTable }
  | { readonly kind: 'copy'; readonly copy: CopyCommand }
  | { readonly kind: 'lock'; readonly tables: readonly UsedTable[] }
  | { readonly kind: 'timeout'; readonly milliseconds: number }
  | { readonly kind: 'begin' | 'commit' | 'rollback' | 'vacuum' }
  /** Accepted, without effect here: GRANT, ANALYZE and the like. */
  | { readonly kind: 'nothing'; readonly verb: string };

const WITHOUT_EFFECT = new Set(['grant', 'revoke', 'comment', 'analyze', 'analyse']);
const PLAIN = new Set(['select', 'with', 'insert', 'update', 'delete', 'drop']);

/** Settings that clients send and that change nothing here. */
const IGNORED_SETTINGS = new Set([
  'query_group',
  'application_name',
  'client_encoding',
  'datestyle',
  'timezone',
]);

export function parseStatement(tokens: readonly Token[]): Statement {
  const param = tokens.find(({ kind }) => kind === 'param');
  if (param !== undefined) throw syntaxErrorNear(`:${param.text}`);
  const reader = new TokenReader(tokens);
  const first = tokens[0];
  if (first?.kind !== 'word') {
    if (first?.text === '(') return parsePlain(tokens);
    throw reader.unexpected();
  }
  if (WITHOUT_EFFECT.has(first.text)) return { kind: 'nothing', verb: first.text.toUpperCase() };
  if (PLAIN.has(first.text)) return parsePlain(tokens);
  switch (first.text) {
    case 'vacuum':
      return { kind: 'vacuum' };
    case 'explain': {
      const query = tokens.slice(isWord(tokens[1], 'verbose') ? 2 : 1);
      const { reads } = checkQuery(query);
      return {
        kind: 'query',
        verb: 'EXPLAIN',
        sql: `EXPLAIN ${rewriteTokens(query)}`,
        labels: undefined,
        tables: reads,
      };
    }
    case 'copy':
      return { kind: 'copy', copy: parseCopy(reader) };
    case 'create':
      return parseCreate(reader);
    case 'alter':
      reader.next();
      reader.expectWords('table');
      return parseAlterTable(reader);
    case 'truncate': {
      reader.next();
      reader.takeWords('table');
      const table = useTable(reader.tableName(), 'write');
      reader.expectEnd();
      return { kind: 'truncate', table };
    }
    case 'lock':
      return parseLock(reader);
    case 'set':
      return parseSet(reader);
    case 'begin':
    case 'start':
      return { kind: 'begin' };
    case 'commit':
    case 'end':
      return { kind: 'commit' };
    case 'rollback':
    case 'abort':
      return { kind: 'rollback' };
    case 'merge':
    case 'call':
    case 'unload':
    case 'show':
      throw notImplemented(first.text.toUpperCase());
    default:
      throw reader.unexpected();
  }
}

function parsePlain(tokens: readonly Token[]): Statement {
  const { kind, node, reads, writes } = checkStatement(tokens);
  const target = writes[0];
  const sql = rewriteTokens(tokens, { fixedTime: true });
  switch (kind) {
    case 'SelectStmt':
      return { kind: 'query', verb: 'SELECT', sql, labels: columnLabels(node), tables: reads };
    case 'InsertStmt':
    case 'UpdateStmt':
    case 'DeleteStmt': {
      if (target === undefined) throw syntaxErrorNear('');
      const verb = kind === 'InsertStmt' ? 'INSERT' : kind === 'UpdateStmt' ? 'UPDATE' : 'DELETE';
      return { kind: 'write', verb, sql, target, tables: reads };
    }
    case 'DropStmt':
      return { kind: 'definition', verb: 'DROP', sql };
    default:
      throw syntaxErrorNear(tokens[0]?.text ?? '');
  }
}

function parseCreate(reader: TokenReader): Statement {
  const { tokens } = reader;
  reader.next();
  const replace = reader.takeWords('or', 'replace');
  if (!replace && ['table', 'temp', 'temporary', 'local'].some((word) => reader.isWords(word))) {
    return parseCreateTable(reader);
  }
  if (reader.isWords('view')) {
    const bound = tokens.findIndex((token, at) => isWord(token, 'with') && isWord(tokens[at + 1], 'no'));
    const view = bound < 0 ? tokens : tokens.slice(0, bound);
    return definition('CREATE VIEW', view, 'ViewStmt');
  }
  if (!replace && reader.takeWords('schema')) {
    const ifNotExists = reader.takeWords('if', 'not', 'exists');
    const name = reader.identifier();
    if (reader.takeWords('authorization')) reader.identifier();
    if (reader.takeWords('quota')) reader.rest();
    reader.expectEnd();
    // Asked as if for a table of it: hidden schemas stay hidden.
    useTable({ schema: name, name: 'any' }, 'write');
    return {
      kind: 'definition',
      verb: 'CREATE SCHEMA',
      sql: `CREATE SCHEMA ${ifNotExists ? 'IF NOT EXISTS ' : ''}${quoteIdentifier(name)}`,
    };
  }
  throw reader.unexpected();
}

function definition(verb: string, tokens: readonly Token[], expected: string): Statement {
  const checked = checkStatement(tokens);
  if (checked.kind !== expected) throw syntaxErrorNear(tokens[0]?.text ?? '');
  return { kind: 'definition', verb, sql: rewriteTokens(tokens) };
}

function parseLock(reader: TokenReader): Statement {
  reader.next();
  reader.takeWords('table');
  const tables = [useTable(reader.tableName(), 'write')];
  while (reader.takeOp(',')) tables.push(useTable(reader.tableName(), 'write'));
  reader.expectEnd();
  return { kind: 'lock', tables };
}

function parseSet(reader: TokenReader): Statement {
  reader.next();
  if (!reader.takeWords('session')) reader.takeWords('local');
  const setting = reader.identifier();
  if (!reader.takeWords('to') && !reader.takeOp('=')) throw reader.unexpected();
  if (setting === 'statement_timeout') {
    const value = reader.peek()?.kind === 'string' ? Number(reader.string()) : reader.integer();
    reader.expectEnd();
    if (!Number.isInteger(value) || value < 0)
      throw new SqlError(`invalid value for parameter "${setting}"`, '22023');
    return { kind: 'timeout', milliseconds: value };
  }
  if (!IGNORED_SETTINGS.has(setting)) {
    throw new SqlError(`unrecognized configuration parameter "${setting}"`, '42704');
  }
  reader.rest();
  return { kind: 'nothing', verb: 'SET' };
}
