import { notImplemented, SqlError } from '../sql-error.js';
import { checkQuery } from './allow-list.js';
import {
  readColumnDefinition,
  refuseDuplicates,
  renderColumn,
  type ColumnDefinition,
} from './column-definition.js';
import { rewriteTokens, useTable } from './rewrite.js';
import type { Statement } from './statement.js';
import type { TokenReader } from './token-reader.js';
import { isOp, isWord, quoteIdentifier, type Token } from './tokens.js';

/** CREATE [TEMP] TABLE, with columns or AS a query. Reads from after CREATE. */
export function parseCreateTable(reader: TokenReader): Statement {
  reader.takeWords('local');
  const temporary = reader.takeWords('temp') || reader.takeWords('temporary');
  reader.expectWords('table');
  const ifNotExists = reader.takeWords('if', 'not', 'exists');
  const table = useTable(reader.tableName(), 'write');
  if (temporary && table.schema !== undefined) {
    throw new SqlError('cannot create temporary relation in non-temporary schema', '42P16');
  }
  const head =
    `CREATE ${temporary ? 'TEMP ' : ''}TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}` +
    (table.schema === undefined && !temporary ? `public.${quoteIdentifier(table.name)}` : table.sql);
  const parenthesis = isOp(reader.peek(), '(') ? reader.parenthesised() : undefined;
  const query = readAttributes(reader);
  if (query !== undefined) {
    checkQuery(query);
    const columns = parenthesis
      ?.map((token) => (isOp(token, ',') ? ',' : quoteIdentifier(token.text)))
      .join(' ');
    return {
      kind: 'definition',
      verb: 'CREATE TABLE AS',
      sql: `${head} ${columns === undefined ? '' : `(${columns})`} AS ${rewriteTokens(query, { fixedTime: true })}`,
    };
  }
  if (parenthesis === undefined) throw reader.unexpected();
  const columns = readColumns(reader.reread(parenthesis));
  refuseDuplicates(columns);
  return {
    kind: 'definition',
    verb: 'CREATE TABLE',
    sql: `${head} (${columns.map(renderColumn).join(', ')})`,
  };
}

function readColumns(reader: TokenReader): ColumnDefinition[] {
  const columns: ColumnDefinition[] = [];
  const keys = new Set<string>();
  do {
    if (reader.takeWords('constraint')) reader.identifier();
    if (reader.isWords('like')) throw notImplemented('CREATE TABLE … (LIKE …)');
    if (reader.takeWords('primary', 'key')) for (const name of reader.identifierList()) keys.add(name);
    else if (isWord(reader.peek(), 'unique') && isOp(reader.peek(1), '(')) {
      reader.next();
      reader.identifierList();
    } else if (reader.takeWords('foreign', 'key')) {
      reader.identifierList();
      reader.expectWords('references');
      reader.tableName();
      if (isOp(reader.peek(), '(')) reader.identifierList();
    } else columns.push(readColumnDefinition(reader));
  } while (reader.takeOp(','));
  reader.expectEnd();
  // A primary key's columns are NOT NULL, which is enforced; their uniqueness is not.
  return columns.map((column) => (keys.has(column.name) ? { ...column, notNull: true } : column));
}

/** Physical attributes: accepted, without effect here. Returns the query after AS, if there is one. */
function readAttributes(reader: TokenReader): Token[] | undefined {
  while (!reader.atEnd) {
    if (reader.takeWords('backup')) reader.identifier();
    else if (reader.takeWords('diststyle')) reader.identifier();
    else if (reader.takeWords('distkey')) reader.identifierList();
    else if (reader.takeWords('encode', 'auto')) continue;
    else if (reader.takeWords('compound') || reader.takeWords('interleaved')) {
      if (!reader.isWords('sortkey')) throw reader.unexpected();
    } else if (reader.takeWords('sortkey')) {
      if (!reader.takeWords('auto') && !reader.takeWords('none')) reader.identifierList();
    } else if (reader.takeWords('as')) return reader.rest();
    else throw reader.unexpected();
  }
  return undefined;
}
