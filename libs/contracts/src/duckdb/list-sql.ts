import type { ListColumn } from '../column.js';
import { literal } from './literal.js';
import type { TextSql } from './text-sql.js';

export function listSql({ separator, maxBytes }: ListColumn, raw: string): TextSql {
  const mark = literal(separator);
  const quick = `'["' || replace(${raw}, ${mark}, '","') || '"]'`;
  // NUL stands for the separator meanwhile, which may be a letter that escapes are written with.
  const exact = `'["' || replace(${jsonEscaped(`replace(${raw}, ${mark}, chr(0))`)}, chr(0), '","') || '"]'`;
  return {
    faults: [
      [
        `${raw} = '' OR starts_with(${raw}, ${mark}) OR ends_with(${raw}, ${mark}) OR contains(${raw}, ${literal(separator + separator)})`,
        'not_list',
      ],
      [`strlen(${raw}) > ${maxBytes}`, 'too_long'],
    ],
    value: `CASE WHEN regexp_matches(${raw}, ${literal('["\\\\\\x00-\\x1f]')}) THEN ${exact} ELSE ${quick} END`,
  };
}

/** As JSON.stringify escapes; DuckDB's own `to_json` writes its hexadecimal digits in capitals. */
function jsonEscaped(text: string): string {
  const characters = [
    '\\',
    '"',
    ...Array.from({ length: 0x1f }, (_, index) => String.fromCharCode(index + 1)),
  ];
  return characters.reduce(
    (sql, character) =>
      `replace(${sql}, chr(${character.charCodeAt(0)}), ${literal(JSON.stringify(character).slice(1, -1))})`,
    text,
  );
}
