import { notImplemented, SqlError } from '../sql-error.js';
import { readColumnType, type ColumnType } from './column-type.js';
import { printDefault } from './print-statement.js';
import { readEncoding } from './table-attributes.js';
import type { TokenReader } from './token-reader.js';
import { isOp, quoteIdentifier, type Token } from './tokens.js';

/** One column of a table, as CREATE TABLE or ALTER TABLE declares it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
  readonly notNull: boolean;
  /** As DuckDB reads it. */
  readonly default?: string;
}

const ATTRIBUTES = new Set(
  'not null default primary unique references encode distkey sortkey identity generated collate'.split(' '),
);

/** Reads a definition; keys, distribution, sorting and compression are accepted and have no effect. */
export function readColumnDefinition(reader: TokenReader): ColumnDefinition {
  const name = reader.name();
  const type = readColumnType(reader);
  let notNull = false;
  let defaultTokens: Token[] | undefined;
  while (!reader.atEnd && !isOp(reader.peek(), ',')) {
    if (reader.takeWords('not', 'null')) notNull = true;
    else if (reader.takeWords('null') || reader.takeWords('unique')) continue;
    else if (reader.takeWords('distkey') || reader.takeWords('sortkey')) continue;
    else if (reader.takeWords('primary', 'key')) notNull = true;
    else if (reader.takeWords('encode')) readEncoding(reader);
    else if (reader.takeWords('default')) {
      defaultTokens = reader.until(
        (token) =>
          isOp(token, ',') || (token.kind === 'word' && ATTRIBUTES.has(token.text) && token.text !== 'null'),
      );
      // `DEFAULT NULL` is an expression; `DEFAULT 1 NULL` ends before the attribute.
      if (defaultTokens.length > 1 && defaultTokens.at(-1)?.text === 'null') defaultTokens.pop();
    } else if (reader.takeWords('references')) {
      reader.tableName();
      if (isOp(reader.peek(), '(')) reader.identifierList();
    } else if (reader.isWords('identity') || reader.isWords('generated')) throw notImplemented('IDENTITY');
    else if (reader.isWords('collate')) throw notImplemented('COLLATE');
    else throw reader.unexpected();
  }
  if (defaultTokens === undefined) return { name, type, notNull };
  return { name, type, notNull, default: printDefault(defaultTokens) };
}

/** The column in DuckDB's CREATE TABLE. Lengths become checks; keys are not enforced on Redshift and vanish. */
export function renderColumn({ name, type, notNull, default: value }: ColumnDefinition): string {
  const column = quoteIdentifier(name);
  return [
    column,
    type.stored,
    ...(notNull ? ['NOT NULL'] : []),
    ...(value === undefined ? [] : [`DEFAULT (${value})`]),
    ...(type.maxBytes === undefined ? [] : [`CHECK (strlen(${column}) <= ${type.maxBytes})`]),
  ].join(' ');
}

export function refuseDuplicates(columns: readonly ColumnDefinition[]): void {
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) throw new SqlError(`column "${name}" specified more than once`, '42701');
    names.add(name);
  }
}
