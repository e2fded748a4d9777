import { notImplemented, syntaxErrorNear } from '../sql-error.js';
import { parseAlterTable, type ColumnChange } from './alter-table.js';
import { parseCopy, type CopyCommand } from './parse-copy.js';
import { parseControl, parseLock, parseSet } from './parse-control.js';
import { parseCreateTable } from './create-table.js';
import { parseCreateUser, parseDropUser, parseGrant, parseRevoke, type Grant } from './grant.js';
import { printStatement } from './print-statement.js';
import { TokenReader } from './token-reader.js';
import { isWord, printTokens, quoteIdentifier, type Token } from './tokens.js';
import { useTable, type UsedTable } from './used-table.js';

/** One statement, checked, in the shape that a transaction runs. `sql` is DuckDB's. */
export type Statement =
  | {
      readonly kind: 'query';
      readonly verb: 'SELECT';
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
      /** Of an UPDATE or DELETE: a query for DuckDB's numbers of the rows that it touches, as `r`. */
      readonly rowNumbers?: string;
    }
  | {
      readonly kind: 'definition';
      readonly verb: string;
      readonly sql: string;
      /** What is created, dropped or altered; a schema is a table `*` of it. A renamed table with its new name. */
      readonly changes: readonly UsedTable[];
      readonly reads: readonly UsedTable[];
      /** The created table lives as long as the session. */
      readonly temporary?: boolean;
      /** Of a view: what its catalog shows of it. */
      readonly text?: string;
    }
  | {
      /** A table with another's columns. */
      readonly kind: 'create-like';
      /** CREATE TABLE and the name, for DuckDB. */
      readonly head: string;
      readonly table: UsedTable;
      readonly temporary: boolean;
      readonly like: UsedTable;
      /** With the other's defaults. */
      readonly defaults: boolean;
    }
  | { readonly kind: 'alter'; readonly table: UsedTable; readonly change: ColumnChange }
  | { readonly kind: 'grant'; readonly grant: Grant }
  /** Of every privilege. */
  | { readonly kind: 'revoke'; readonly grant: Grant }
  | { readonly kind: 'create-user'; readonly name: string }
  | { readonly kind: 'drop-user'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'truncate'; readonly table: UsedTable }
  | { readonly kind: 'copy'; readonly copy: CopyCommand }
  | { readonly kind: 'lock'; readonly tables: readonly UsedTable[] }
  | { readonly kind: 'timeout'; readonly milliseconds: number }
  | { readonly kind: 'begin' | 'commit' | 'rollback' | 'vacuum' }
  /** A label of the session, without effect. */
  | { readonly kind: 'nothing'; readonly verb: string };

const PLAIN = new Set(['select', 'with', 'insert', 'update', 'delete', 'drop']);

/** Statements of Redshift that are not served. */
const NOT_SERVED = new Set(
  `analyse analyze call cancel close comment deallocate declare desc execute explain fetch
   merge prepare refresh reset show unload use`.split(/\s+/),
);

export function parseStatement(tokens: readonly Token[]): Statement {
  const param = tokens.find(({ kind }) => kind === 'param');
  if (param !== undefined) throw syntaxErrorNear(`:${param.text}`);
  const reader = new TokenReader(tokens);
  const first = tokens[0];
  if (first?.kind !== 'word') {
    if (first?.text === '(') return parsePlain(tokens);
    throw reader.unexpected();
  }
  if (reader.takeWords('drop') && reader.isWords('user')) return parseDropUser(reader);
  if (PLAIN.has(first.text)) return parsePlain(withFrom(tokens));
  if (NOT_SERVED.has(first.text)) throw notImplemented(first.text.toUpperCase());
  switch (first.text) {
    case 'vacuum':
      return { kind: 'vacuum' };
    case 'copy':
      return { kind: 'copy', copy: parseCopy(reader) };
    case 'create':
      return parseCreate(reader);
    case 'grant':
      return parseGrant(reader);
    case 'revoke':
      return parseRevoke(reader);
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
      return parseControl(reader, 'begin');
    case 'commit':
    case 'end':
      return parseControl(reader, 'commit');
    case 'rollback':
    case 'abort':
      return parseControl(reader, 'rollback');
    default:
      throw reader.unexpected();
  }
}

/** Redshift lets FROM be left out after DELETE. */
function withFrom(tokens: readonly Token[]): readonly Token[] {
  const [first, ...rest] = tokens;
  const bare = first !== undefined && isWord(first, 'delete') && !isWord(rest[0], 'from');
  return bare ? [first, { kind: 'word', text: 'from' }, ...rest] : tokens;
}

function parsePlain(tokens: readonly Token[]): Statement {
  const printed = printStatement(tokens);
  switch (printed.kind) {
    case 'query':
      return {
        kind: 'query',
        verb: 'SELECT',
        sql: printed.sql,
        labels: printed.labels,
        tables: printed.reads,
      };
    case 'change': {
      const { kind: _, reads: tables, ...change } = printed;
      return { kind: 'write', ...change, tables };
    }
    case 'object':
      return { ...printed, kind: 'definition' };
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
    return { ...parsePlain(view), text: printTokens(tokens) } as Statement;
  }
  if (!replace && reader.isWords('user')) return parseCreateUser(reader);
  if (!replace && reader.takeWords('schema')) {
    const ifNotExists = reader.takeWords('if', 'not', 'exists');
    const name = reader.name();
    if (reader.takeWords('authorization')) reader.identifier();
    if (reader.isWords('quota')) throw notImplemented('QUOTA');
    reader.expectEnd();
    // Asked as if for a table of it: hidden schemas stay hidden.
    const schema = useTable({ schema: name, name: '*' }, 'write');
    return {
      kind: 'definition',
      verb: 'CREATE SCHEMA',
      sql: `CREATE SCHEMA ${ifNotExists ? 'IF NOT EXISTS ' : ''}${quoteIdentifier(name)}`,
      changes: [schema],
      reads: [],
    };
  }
  throw reader.unexpected();
}
