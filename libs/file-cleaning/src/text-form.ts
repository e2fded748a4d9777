import { literal } from '@sluice/contracts';

/**
 * The one way into DuckDB: lines of fields between tabs, without quotes, in which no field holds a tab or a line
 * end. Its reader is then never asked to guess. Where fields may hold such characters the form is *escaped*:
 * the four that matter are written as ESC and a letter.
 */
const escapes = [
  ['\t', 't'],
  ['\n', 'n'],
  ['\r', 'r'],
  // Last, so that undoing the others cannot meet an ESC that undoing this one made.
  ['\x1b', 'e'],
] as const;

export const escapeByte = 0x1b;

/** The letter after ESC for a byte that must not stand in a field; 0 for any other. */
export const escapeLetters: Uint8Array = new Uint8Array(256);
for (const [character, letter] of escapes) escapeLetters[character.charCodeAt(0)] = letter.charCodeAt(0);

const nullField = '\x1bz';

const letters = new Map<string, string>(escapes);
// eslint-disable-next-line no-control-regex
const special = /[\t\n\r\x1b]/;
const specials = new RegExp(special, 'g');

/** A value as a field of the escaped form. */
export function escapeField(value: string | null): string {
  if (value === null) return nullField;
  if (!special.test(value)) return value;
  return value.replace(specials, (character) => `\x1b${letters.get(character)}`);
}

/** The text of a field of the escaped form that is not null. */
export function unescapeField(field: string): string {
  return escapes.reduce((text, [character, letter]) => text.replaceAll(`\x1b${letter}`, character), field);
}

/** SQL that undoes the escapes. */
export function unescapeSql(field: string): string {
  const undone = escapes.reduce(
    (sql, [character, letter]) => `replace(${sql}, chr(27) || '${letter}', chr(${character.charCodeAt(0)}))`,
    field,
  );
  return `CASE WHEN contains(${field}, chr(27)) THEN ${undone} ELSE ${field} END`;
}

/** The longest record that is judged; a longer one is a `malformed_record`. */
export const maxRecordBytes = 2 * 1024 * 1024;

/** Escaping doubles a field at worst; beside the record stand its ordinal and the tabs. */
const maxLineBytes = 2 * maxRecordBytes + 4096;

/**
 * SQL that reads a file of the form.
 * @param columns all fields in order, with their types; null fields are those of the escaped form
 */
export function readTextForm(
  path: string,
  form: 'plain' | 'escaped',
  columns: readonly (readonly [name: string, type: string])[],
): string {
  const types = columns.map(([name, type]) => `${literal(name)}: '${type}'`).join(', ');
  // DuckDB must be given a null text: one that no plain field can be, because it would end the line.
  const nullText = literal(form === 'escaped' ? nullField : '\n');
  return `read_csv(${literal(path)}, columns={${types}}, delim=chr(9), quote='', escape='', comment='', header=false,
    auto_detect=false, new_line='\\n', nullstr=${nullText}, strict_mode=false, null_padding=false,
    compression='none', max_line_size=${maxLineBytes}, buffer_size=${2 * maxLineBytes})`;
}
