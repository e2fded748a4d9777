import type { JsonSchema } from './json-schema.js';

type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeTests: Readonly<Record<string, (value: Json) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: isObject,
};

/** Each keyword, for a value and the keyword's own; keywords that judge another type of value accept it. */
const keywords: Readonly<Record<string, (value: Json, argument: never) => boolean>> = {
  type: (value, names: string | string[]) =>
    [names].flat().some((name) => (typeTests[name] ?? unknown(`type ${name}`))(value)),
  enum: (value, members: Json[]) =>
    members.some((member) => JSON.stringify(member) === JSON.stringify(value)),
  anyOf: (value, schemas: JsonSchema[]) => schemas.some((schema) => isValid(schema, value)),
  not: (value, schema: JsonSchema) => !isValid(schema, value),
  minimum: (value, bound: number) => typeof value !== 'number' || value >= bound,
  maximum: (value, bound: number) => typeof value !== 'number' || value <= bound,
  exclusiveMinimum: (value, bound: number) => typeof value !== 'number' || value > bound,
  exclusiveMaximum: (value, bound: number) => typeof value !== 'number' || value < bound,
  minLength: (value, length: number) => typeof value !== 'string' || [...value].length >= length,
  maxLength: (value, length: number) => typeof value !== 'string' || [...value].length <= length,
  pattern: (value, pattern: string) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  format: (value, format: string) =>
    typeof value !== 'string' || (format === 'date' ? isDay(value) : unknown(`format ${format}`)),
  minItems: (value, count: number) => !Array.isArray(value) || value.length >= count,
  items: (value, schema: JsonSchema) => !Array.isArray(value) || value.every((item) => isValid(schema, item)),
  required: (value, keys: string[]) => !isObject(value) || keys.every((key) => Object.hasOwn(value, key)),
  properties: (value, schemas: Record<string, JsonSchema>) =>
    !isObject(value) ||
    Object.entries(schemas).every(
      ([key, schema]) => !Object.hasOwn(value, key) || isValid(schema, value[key]),
    ),
  additionalProperties: (_, isAllowed: boolean) => isAllowed || unknown('additionalProperties: false'),
};
const annotations = /^(?:\$schema|\$id|title|description|default|contentMediaType|x-[a-z-]+)$/;

/**
 * Whether a value is valid under a schema, as JSON Schema 2020-12 says, for the keywords that `jsonSchema` uses.
 * @throws for any other keyword, so that none is passed over
 */
export function isValid(schema: JsonSchema, value: Json): boolean {
  return Object.entries(schema).every(([keyword, argument]) => {
    if (annotations.test(keyword)) return true;
    const judge = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    return (judge ?? unknown(keyword))(value, argument as never);
  });
}

function unknown(what: string): never {
  throw new Error(`the validator does not know ${what}`);
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
