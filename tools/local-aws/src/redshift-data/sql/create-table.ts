import { notImplemented, SqlError } from '../sql-error.js';
import {
  readColumnDefinition,
  refuseDuplicates,
  renderColumn,
  type ColumnDefinition,
} from './column-definition.js';
import { printSubject } from './print-statement.js';
import { readAttributes } from './table-attributes.js';
import type { Statement } from './statement.js';
import type { TokenReader } from './token-reader.js';
import { isOp, isWord, quoteIdentifier } from './tokens.js';
import { useTable, type UsedTable } from './used-table.js';

/** What stands before a table's columns. */
interface Head {
  readonly table: UsedTable;
  readonly temporary: boolean;
  readonly sql: string;
}

/** CREATE [TEMP] TABLE: with columns, like another, or as a query. Reads from after CREATE. */
export function parseCreateTable(reader: TokenReader): Statement {
  const head = readHead(reader);
  const { table, temporary } = head;
  const parenthesis = isOp(reader.peek(), '(') ? reader.parenthesised() : undefined;
  const { query, keys } = readAttributes(reader);
  if (query !== undefined) {
    const { sql, reads } = printSubject(query);
    const names = parenthesis === undefined ? [] : readNames(reader.reread(parenthesis));
    const columns = names.length === 0 ? '' : ` (${names.map(quoteIdentifier).join(', ')})`;
    const made = `${head.sql}${columns} AS ${sql}`;
    return { kind: 'definition', verb: 'CREATE TABLE AS', sql: made, changes: [table], reads, temporary };
  }
  if (parenthesis === undefined) throw reader.unexpected();
  const inner = reader.reread(parenthesis);
  if (inner.takeWords('like')) return readLike(inner, head);
  const columns = readColumns(inner, keys);
  const made = `${head.sql} (${columns.map(renderColumn).join(', ')})`;
  return { kind: 'definition', verb: 'CREATE TABLE', sql: made, changes: [table], reads: [], temporary };
}

function readHead(reader: TokenReader): Head {
  reader.takeWords('local');
  const temporary = reader.takeWords('temp') || reader.takeWords('temporary');
  reader.expectWords('table');
  const ifNotExists = reader.takeWords('if', 'not', 'exists');
  const table = useTable(reader.tableName(), 'write');
  if (temporary && table.schema !== undefined) {
    throw new SqlError('cannot create temporary relation in non-temporary schema', '42P16');
  }
  const name = table.schema === undefined && !temporary ? `public.${quoteIdentifier(table.name)}` : table.sql;
  const sql = `CREATE ${temporary ? 'TEMP ' : ''}TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}${name}`;
  return { table, temporary, sql };
}

function readLike(reader: TokenReader, { table, temporary, sql }: Head): Statement {
  const like = useTable(reader.tableName(), 'read');
  const defaults = reader.takeWords('including', 'defaults');
  if (!defaults) reader.takeWords('excluding', 'defaults');
  if (!reader.atEnd) throw notImplemented('LIKE beside columns');
  return { kind: 'create-like', head: sql, table, temporary, like, defaults };
}

function readNames(reader: TokenReader): string[] {
  const names = [reader.name()];
  while (reader.takeOp(',')) names.push(reader.name());
  reader.expectEnd();
  return names;
}

/** @param keys the columns that the table's attributes name */
function readColumns(reader: TokenReader, keys: readonly string[]): ColumnDefinition[] {
  const columns: ColumnDefinition[] = [];
  const named = [...keys];
  const primary = new Set<string>();
  do {
    if (reader.takeWords('constraint')) reader.name();
    if (reader.takeWords('primary', 'key')) for (const name of reader.identifierList()) primary.add(name);
    else if (isWord(reader.peek(), 'unique') && isOp(reader.peek(1), '(')) {
      reader.next();
      named.push(...reader.identifierList());
    } else if (reader.takeWords('foreign', 'key')) {
      named.push(...reader.identifierList());
      reader.expectWords('references');
      reader.tableName();
      if (isOp(reader.peek(), '(')) reader.identifierList();
    } else if (reader.isWords('like')) throw notImplemented('LIKE beside columns');
    else columns.push(readColumnDefinition(reader));
  } while (reader.takeOp(','));
  reader.expectEnd();
  refuseDuplicates(columns);
  for (const name of [...named, ...primary]) {
    if (!columns.some((column) => column.name === name))
      throw new SqlError(`column "${name}" named in key does not exist`, '42703');
  }
  // A primary key's columns are NOT NULL, which is enforced; their uniqueness is not.
  return columns.map((column) => (primary.has(column.name) ? { ...column, notNull: true } : column));
}
