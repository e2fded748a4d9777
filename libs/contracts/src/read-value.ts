import { trimmed } from './blanks.js';
import { canonicalTimestamp, isDate } from './calendar.js';
import type { Column, JsonColumn, ListColumn, TextColumn } from './column.js';
import { isJson } from './is-json.js';
import { lexicalForm } from './lexical-form.js';
import { bigintReader, decimalReader, integerReader, readDouble } from './read-number.js';
import { bad, type Reading, type ValueReader } from './reading.js';
import type { Value } from './row.js';
import { utf8Length } from './utf8-length.js';

// NUL, U+FFFE, U+FFFF; lone surrogates are found by isWellFormed.
// eslint-disable-next-line no-control-regex
const forbiddenCharacter = /[\u0000\uFFFE\uFFFF]/;
const hasForbidden = (text: string): boolean => forbiddenCharacter.test(text) || !text.isWellFormed();

// Made once: readers are called for every field of every record.
const nullReading: Reading = { value: null };
const missingValue = bad('missing_value');
const invalidCharacter = bad('invalid_character');

/**
 * The reader of a column: from a raw value (a field's text, or what JSON.parse gave) to its canonical value, not
 * masked. See `column.ts` for what each type accepts.
 * @param datasetNullTokens for a column without its own
 */
export function valueReader(column: Column, datasetNullTokens: readonly string[]): ValueReader {
  const readText = textReader(column);
  const standIn = defaultValue(column);
  const ofNull = standIn === undefined ? (column.nullable ? nullReading : missingValue) : { value: standIn };
  const nulls = new Set(column.nullTokens ?? datasetNullTokens);
  const { trim, type } = column;
  // The forms of the other types hold none of the characters that are forbidden; they are looked for where one is broken.
  const isOfAnyText = type === 'text' || type === 'list' || type === 'json';
  return (raw) => {
    if (raw === null || raw === undefined) return ofNull;
    let text: string;
    if (typeof raw === 'string') text = raw;
    else {
      const form = lexicalForm(column, raw);
      if (typeof form !== 'string') return form;
      text = form;
    }
    if (trim) text = trimmed(text);
    if (nulls.has(text)) return ofNull;
    if (isOfAnyText) return hasForbidden(text) ? invalidCharacter : readText(text);
    const reading = readText(text);
    return 'reason' in reading && hasForbidden(text) ? invalidCharacter : reading;
  };
}

/** The canonical value, not masked, that stands in a column for null; undefined where none does. */
export function defaultValue(column: Column): Value | undefined {
  const { default: text, ...plain } = column;
  if (text === undefined) return undefined;
  // Null tokens were asked for at definition: the default is none.
  const reading = valueReader({ ...plain, nullTokens: [] }, [])(text);
  return 'value' in reading ? reading.value : undefined;
}

function textReader(column: Column): (text: string) => Reading {
  switch (column.type) {
    case 'text':
      return plainTextReader(column);
    case 'integer':
      return integerReader(column);
    case 'bigint':
      return bigintReader(column);
    case 'decimal':
      return decimalReader(column);
    case 'double':
      return readDouble;
    case 'boolean': {
      const values = new Map<string, boolean>([
        ...column.trueTexts.map((text) => [text, true] as const),
        ...column.falseTexts.map((text) => [text, false] as const),
      ]);
      return (text) => {
        const value = values.get(text);
        return value === undefined ? bad('not_boolean') : { value };
      };
    }
    case 'date':
      return (text) => (isDate(text) ? { value: text } : bad('not_date'));
    case 'timestamp':
      return (text) => {
        const value = canonicalTimestamp(text);
        return value === undefined ? bad('not_timestamp') : { value };
      };
    case 'list':
      return listReader(column);
    case 'json':
      return jsonReader(column);
  }
}

function plainTextReader(column: TextColumn): (text: string) => Reading {
  const pattern = column.pattern === undefined ? undefined : new RegExp(column.pattern, 'u');
  const allowed = column.enum && new Set(column.enum);
  return (text) => {
    // A character has one to three bytes for each of its code units.
    if (text.length < column.minBytes || text.length * 3 > column.maxBytes) {
      const bytes = utf8Length(text);
      if (bytes < column.minBytes) return bad('too_short');
      if (bytes > column.maxBytes) return bad('too_long');
    }
    if (pattern && !pattern.test(text)) return bad('pattern_mismatch');
    if (allowed && !allowed.has(text)) return bad('not_in_enum');
    return { value: text };
  };
}

// Within well-formed text, what JSON.stringify escapes.
// eslint-disable-next-line no-control-regex
const escapedInJson = /["\\\u0000-\u001f]/;

function listReader({ separator, maxBytes }: ListColumn): (text: string) => Reading {
  const doubled = separator + separator;
  return (text) => {
    if (text === '' || text.startsWith(separator) || text.endsWith(separator) || text.includes(doubled))
      return bad('not_list');
    if (text.length * 3 > maxBytes && utf8Length(text) > maxBytes) return bad('too_long');
    return {
      value: escapedInJson.test(text)
        ? JSON.stringify(text.split(separator))
        : `["${text.replaceAll(separator, '","')}"]`,
    };
  };
}

function jsonReader({ maxBytes }: JsonColumn): (text: string) => Reading {
  return (text) => {
    if (text.length * 3 > maxBytes && utf8Length(text) > maxBytes) return bad('too_long');
    return isJson(text) ? { value: text } : bad('not_json');
  };
}
