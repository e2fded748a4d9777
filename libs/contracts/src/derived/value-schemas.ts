import { acceptsNull } from '../accepts-null.js';
import type {
  BigintColumn,
  Column,
  DecimalColumn,
  IntegerColumn,
  ListColumn,
  TextColumn,
} from '../column.js';
import { valueReader } from '../read-value.js';
import type { JsonSchema } from './json-schema.js';

/** A pattern body between blanks. */
export const blankPattern = (body: string): string => `^[ \\t\\n\\r]*(?:${body})[ \\t\\n\\r]*$`;

/** A text as a pattern that matches it alone, for expressions with the `u` flag. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** What Redshift's texts hold: all but NUL, U+FFFE and U+FFFF. */
const anyText = '[^\\u0000\\ufffe\\uffff]*';

/** The JSON values that a column accepts as a value other than null, each kind a schema. */
export function valueSchemas(column: Column, nullTokens: readonly string[]): JsonSchema[] {
  const text = textMaker(column, nullTokens);
  switch (column.type) {
    case 'text':
      return plainText(column, nullTokens, text);
    case 'integer':
    case 'bigint':
      return [wholeNumbers(column), text(wholeNumberBody(column))];
    case 'decimal':
      return [decimalNumbers(column), text(decimalBody(column))];
    case 'double':
      return [{ type: 'number' }, text('-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?')];
    case 'boolean': {
      const texts = [...column.trueTexts, ...column.falseTexts];
      return [{ type: 'boolean' }, oneOf(column, texts, nullTokens)];
    }
    case 'date':
      return [{ ...text('[0-9]{4}-[0-9]{2}-[0-9]{2}'), ...(column.trim ? {} : { format: 'date' }) }];
    case 'timestamp':
      return [
        text(
          '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,6})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])',
        ),
      ];
    case 'list':
      return lists(column, text);
    case 'json':
      return [
        {
          type: ['object', 'array', 'number', 'boolean', 'string', ...(acceptsNull(column) ? ['null'] : [])],
          contentMediaType: 'application/json',
        },
      ];
  }
}

type TextMaker = (body: string, limits?: JsonSchema) => JsonSchema;

/** Strings of a form; without the null tokens that have the form, and with blanks around it where they are trimmed. */
function textMaker(column: Column, nullTokens: readonly string[]): TextMaker {
  const accepts = valueReader({ ...column, nullTokens: [] }, []);
  const barred = nullTokens.filter((token) => 'value' in accepts(token));
  return (body, limits = {}) => ({
    type: 'string',
    pattern: column.trim ? blankPattern(body) : `^${body}$`,
    // Blanks count in the lengths of JSON Schema.
    ...(column.trim ? {} : limits),
    ...(acceptsNull(column) || barred.length === 0 ? {} : { not: { enum: barred } }),
  });
}

function plainText(column: TextColumn, nullTokens: readonly string[], text: TextMaker): JsonSchema[] {
  if (column.enum) return [oneOf(column, column.enum, nullTokens)];
  const { pattern, minBytes, maxBytes } = column;
  // A character takes one to four bytes.
  const least = Math.ceil(minBytes / 4);
  const limits = { ...(least > 0 ? { minLength: least } : {}), maxLength: maxBytes };
  const startsWithLetter = /^\^[A-Za-z_](?![?*{])/.test(pattern ?? '');
  return [
    text(pattern === undefined ? anyText : pattern.slice(1, -1), limits),
    ...(startsWithLetter ? [] : [{ type: 'number' }]),
  ];
}

/** A closed set of texts, and of the numbers that print as one of them. */
function oneOf(column: Column, texts: readonly string[], nullTokens: readonly string[]): JsonSchema {
  const accepts = valueReader(column, nullTokens);
  const accepted = texts.filter((entry) => 'value' in accepts(entry));
  const numbers = accepted.map(Number).filter((number, index) => String(number) === accepted[index]);
  const values = { enum: [...accepted, ...numbers] };
  if (!column.trim) return values;
  return { anyOf: [values, { type: 'string', pattern: blankPattern(accepted.map(escaped).join('|')) }] };
}

function wholeNumbers({ type, min, max }: IntegerColumn | BigintColumn): JsonSchema {
  // Beyond these a JSON number is refused, because parsing has rounded it.
  const safe = (bound: string | number) =>
    type === 'integer'
      ? Number(bound)
      : Math.min(Math.max(Number(bound), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  return { type: 'integer', minimum: safe(min), maximum: safe(max) };
}

function wholeNumberBody({ min, max }: IntegerColumn | BigintColumn): string {
  const [least, most] = [BigInt(min), BigInt(max)];
  const digits = (bound: bigint) => String(bound < 0n ? -bound : bound).length;
  const more = Math.max(digits(least), digits(most)) - 1;
  const some = `[1-9][0-9]{0,${more}}`;
  if (least > 0n) return some;
  return `(?:0|${least < 0n ? '-?' : ''}${some})`;
}

function decimalNumbers({ precision, scale, min, max }: DecimalColumn): JsonSchema {
  const limit = 10 ** (precision - scale);
  return {
    type: 'number',
    ...(min === undefined ? { exclusiveMinimum: -limit } : { minimum: Number(min) }),
    ...(max === undefined ? { exclusiveMaximum: limit } : { maximum: Number(max) }),
  };
}

function decimalBody({ precision, scale, min }: DecimalColumn): string {
  const whole = precision - scale;
  const sign = min === undefined || min.startsWith('-') ? `(?:-(?!0(?:\\.0+)?\\s*$))?` : '';
  const integer = whole === 0 ? '0' : `(?:0|[1-9][0-9]{0,${whole - 1}})`;
  return `${sign}${integer}${scale > 0 ? `(?:\\.[0-9]{1,${scale}})?` : ''}`;
}

function lists({ separator, maxBytes }: ListColumn, text: TextMaker): JsonSchema[] {
  const item = `[^${escaped(separator).replace('-', '\\-')}\\u0000\\ufffe\\uffff]+`;
  return [
    text(`${item}(?:${escaped(separator)}${item})*`, { maxLength: maxBytes }),
    { type: 'number' },
    { type: 'array', minItems: 1, items: { type: 'string', pattern: `^${item}$` } },
  ];
}
