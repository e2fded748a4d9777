import { notImplemented, SqlError } from '../sql-error.js';
import { readColumnDefinition, type ColumnDefinition } from './column-definition.js';
import { readColumnType, type ColumnType } from './column-type.js';
import { readEncoding } from './table-attributes.js';
import { useTable } from './used-table.js';
import type { Statement } from './statement.js';
import type { TokenReader } from './token-reader.js';
import { quoteIdentifier } from './tokens.js';

/** A change that DuckDB makes by building the table anew: it cannot add, drop or widen a column with a check. */
export type ColumnChange =
  | { readonly kind: 'add'; readonly column: ColumnDefinition }
  | { readonly kind: 'drop'; readonly column: string }
  /** Compression: without effect here. */
  | { readonly kind: 'encode'; readonly column: string }
  | { readonly kind: 'retype'; readonly column: string; readonly type: ColumnType };

/** Reads from after ALTER TABLE. */
export function parseAlterTable(reader: TokenReader): Statement {
  const table = useTable(reader.tableName(), 'write');
  const change = (value: ColumnChange): Statement => {
    reader.expectEnd();
    return { kind: 'alter', table, change: value };
  };
  const engine = (sql: string, changes = [table]): Statement => {
    reader.expectEnd();
    return {
      kind: 'definition',
      verb: 'ALTER TABLE',
      sql: `ALTER TABLE ${table.sql} ${sql}`,
      changes,
      reads: [],
    };
  };
  if (reader.takeWords('rename', 'to')) {
    const renamed = useTable({ ...table, name: reader.name() }, 'write');
    return engine(`RENAME TO ${quoteIdentifier(renamed.name)}`, [table, renamed]);
  }
  if (reader.takeWords('rename')) {
    reader.takeWords('column');
    const from = reader.identifier();
    reader.expectWords('to');
    return engine(`RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(reader.name())}`);
  }
  if (reader.takeWords('add')) {
    if (['constraint', 'primary', 'unique', 'foreign'].some((word) => reader.isWords(word)))
      throw notImplemented('ALTER TABLE ADD of a key');
    reader.takeWords('column');
    const column = readColumnDefinition(reader);
    if (column.notNull && (column.default === undefined || column.default === 'NULL')) {
      throw new SqlError(
        'ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression',
        '42601',
      );
    }
    return change({ kind: 'add', column });
  }
  if (reader.takeWords('drop')) {
    if (reader.isWords('constraint')) throw notImplemented('ALTER TABLE DROP CONSTRAINT');
    reader.takeWords('column');
    const column = reader.identifier();
    if (!reader.takeWords('cascade')) reader.takeWords('restrict');
    return change({ kind: 'drop', column });
  }
  const physical = ['diststyle', 'distkey', 'sortkey', 'compound', 'encode'];
  if (physical.some((word) => reader.isWords('alter', word)))
    throw notImplemented('ALTER TABLE of how rows are stored');
  if (reader.takeWords('alter')) {
    reader.takeWords('column');
    const column = reader.identifier();
    if (reader.takeWords('encode')) {
      readEncoding(reader);
      return change({ kind: 'encode', column });
    }
    reader.expectWords('type');
    const type = readColumnType(reader);
    if (type.maxBytes === undefined) {
      throw new SqlError(`target data type "${type.stored.toLowerCase()}" is not supported`, '0A000');
    }
    return change({ kind: 'retype', column, type });
  }
  if (reader.isWords('owner', 'to')) throw notImplemented('ALTER TABLE OWNER TO');
  if (reader.isWords('append')) throw notImplemented('ALTER TABLE APPEND');
  throw reader.unexpected();
}
