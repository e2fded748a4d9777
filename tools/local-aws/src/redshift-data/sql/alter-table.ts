import { notImplemented, SqlError } from '../sql-error.js';
import { readColumnDefinition, type ColumnDefinition } from './column-definition.js';
import { readColumnType, type ColumnType } from './column-type.js';
import { useTable } from './rewrite.js';
import type { Statement } from './statement.js';
import type { TokenReader } from './token-reader.js';
import { quoteIdentifier } from './tokens.js';

/** A change that DuckDB makes by building the table anew: it cannot add, drop or widen a column with a check. */
export type ColumnChange =
  | { readonly kind: 'add'; readonly column: ColumnDefinition }
  | { readonly kind: 'drop'; readonly column: string }
  | { readonly kind: 'retype'; readonly column: string; readonly type: ColumnType };

/** Reads from after ALTER TABLE. */
export function parseAlterTable(reader: TokenReader): Statement {
  const table = useTable(reader.tableName(), 'write');
  const change = (value: ColumnChange): Statement => {
    reader.expectEnd();
    return { kind: 'alter', table, change: value };
  };
  const engine = (sql: string): Statement => {
    reader.expectEnd();
    return { kind: 'definition', verb: 'ALTER TABLE', sql: `ALTER TABLE ${table.sql} ${sql}` };
  };
  if (reader.takeWords('rename', 'to')) return engine(`RENAME TO ${quoteIdentifier(reader.identifier())}`);
  if (reader.takeWords('rename')) {
    reader.takeWords('column');
    const from = reader.identifier();
    reader.expectWords('to');
    return engine(`RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(reader.identifier())}`);
  }
  if (reader.takeWords('add')) {
    if (['constraint', 'primary', 'unique', 'foreign'].some((word) => reader.isWords(word))) {
      reader.rest();
      return { kind: 'nothing', verb: 'ALTER TABLE' };
    }
    reader.takeWords('column');
    const column = readColumnDefinition(reader);
    if (column.notNull && (column.default === undefined || column.default === 'null')) {
      throw new SqlError(
        'ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression',
        '42601',
      );
    }
    return change({ kind: 'add', column });
  }
  if (reader.takeWords('drop')) {
    if (reader.isWords('constraint')) {
      reader.rest();
      return { kind: 'nothing', verb: 'ALTER TABLE' };
    }
    reader.takeWords('column');
    const column = reader.identifier();
    if (!reader.takeWords('cascade')) reader.takeWords('restrict');
    return change({ kind: 'drop', column });
  }
  if (
    ['diststyle', 'distkey', 'sortkey', 'compound', 'encode'].some((word) => reader.isWords('alter', word))
  ) {
    reader.rest();
    return { kind: 'nothing', verb: 'ALTER TABLE' };
  }
  if (reader.takeWords('alter')) {
    reader.takeWords('column');
    const column = reader.identifier();
    if (reader.takeWords('encode')) {
      reader.identifier();
      reader.expectEnd();
      return { kind: 'nothing', verb: 'ALTER TABLE' };
    }
    reader.expectWords('type');
    const type = readColumnType(reader);
    if (type.maxBytes === undefined || type.fixed === true) {
      throw new SqlError(`target data type "${type.stored.toLowerCase()}" is not supported`, '0A000');
    }
    return change({ kind: 'retype', column, type });
  }
  if (reader.takeWords('owner', 'to')) {
    reader.identifier();
    reader.expectEnd();
    return { kind: 'nothing', verb: 'ALTER TABLE' };
  }
  if (reader.isWords('append')) throw notImplemented('ALTER TABLE APPEND');
  throw reader.unexpected();
}
