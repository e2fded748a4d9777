/** A table by schema and name, as values; only `quoteTable` turns it into SQL. */
export interface TableRef {
  readonly schema: string;
  readonly name: string;
}

/** Longest identifier that Redshift keeps apart, in UTF-8 bytes; a UTF-16 unit takes at most three. */
const maxIdentifierBytes = 127;

/**
 * An identifier, always in double quotes. Redshift folds even quoted ones to lower case, so identifiers that
 * differ in case alone are one there.
 * @throws {RangeError} for an empty one, a NUL, or one too long to be told from another
 */
export function quoteIdentifier(name: string): string {
  const plain = /^[\x20-\x7e]*$/.test(name);
  const bytes = plain ? name.length : name.length * 3;
  if (name === '' || name.includes('\0') || bytes > maxIdentifierBytes)
    throw new RangeError(`not an identifier: ${JSON.stringify(name)}`);
  return `"${name.replaceAll('"', '""')}"`;
}

export const quoteTable = ({ schema, name }: TableRef): string =>
  `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;

/**
 * A text as an expression. Redshift reads a backslash in a literal as an escape, PostgreSQL and DuckDB do not:
 * it is written as `CHR(92)`, which all three read alike.
 * @throws {RangeError} for a NUL, which no engine's text can hold
 */
export function quoteLiteral(text: string): string {
  if (text.includes('\0')) throw new RangeError('a text with NUL cannot be a literal');
  const parts = text.split('\\').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts.join('') : `(${parts.join(' || CHR(92) || ')})`;
}

const isoInstant = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d{1,6})?)Z$/;

/**
 * An instant as a TIMESTAMP (UTC, without zone, as every time is stored).
 * @param instant ISO 8601 with `Z`, at most microseconds
 */
export function quoteInstant(instant: string): string {
  const parts = isoInstant.exec(instant);
  if (parts === null || Number.isNaN(Date.parse(instant)))
    throw new RangeError(`not an instant: ${JSON.stringify(instant)}`);
  return `TIMESTAMP '${parts[1]} ${parts[2]}'`;
}
