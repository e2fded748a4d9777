import { acceptsNull } from '../accepts-null.js';
import type { Column } from '../column.js';
import type { Dataset } from '../dataset.js';
import { sourceColumns } from '../derivation.js';
import { ruleText } from '../rule-text.js';
import { blankPattern, escaped, valueSchemas } from './value-schemas.js';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * JSON Schema of a stream's record of a dataset (what stands in the envelope's `data`). Every record that the
 * contract accepts is valid; of what it refuses, all that JSON Schema can say is invalid. It cannot count bytes,
 * judge numbers that are written as strings by their size, or look into JSON inside a string; `x-rule` says the
 * whole rule in words, and other `x-…` annotations hold what it is made of. Derived columns are no keys of a record.
 * @see https://json-schema.org/draft/2020-12
 */
export function jsonSchema(dataset: Dataset): JsonSchema {
  const { name, version, description } = dataset;
  const columns = sourceColumns(dataset);
  const derived = dataset.columns.filter(({ derive }) => derive !== undefined);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:sluice:contract:${name}:v${version}`,
    title: name,
    ...(description === '' ? {} : { description }),
    type: 'object',
    required: columns.filter((column) => !acceptsNull(column)).map(({ from }) => from),
    properties: Object.fromEntries(
      columns.map((column) => [column.from, columnSchema(column, column.nullTokens ?? dataset.nullTokens)]),
    ),
    // Keys that the contract does not name are ignored.
    additionalProperties: true,
    'x-contract-version': version,
    ...(derived.length === 0
      ? {}
      : {
          'x-derived': Object.fromEntries(derived.map((column) => [column.name, ruleText(column)])),
        }),
  };
}

function columnSchema(column: Column, nullTokens: readonly string[]): JsonSchema {
  const alternatives = [
    ...(acceptsNull(column) ? nullSchemas(column, nullTokens) : []),
    ...valueSchemas(column, nullTokens),
  ];
  const [only] = alternatives;
  return {
    ...(column.description === '' ? {} : { description: column.description }),
    ...(alternatives.length === 1 ? only : { anyOf: alternatives }),
    ...(column.default === undefined ? {} : { default: column.default }),
    'x-rule': ruleText(column),
    'x-column': column.name,
    ...('maxBytes' in column ? { 'x-max-bytes': column.maxBytes } : {}),
    ...(column.type === 'text' && column.minBytes > 0 ? { 'x-min-bytes': column.minBytes } : {}),
    ...(nullTokens.length > 0 ? { 'x-null-tokens': nullTokens } : {}),
    ...(column.trim ? { 'x-trim': true } : {}),
    ...(column.mask === undefined ? {} : { 'x-mask': column.mask }),
  };
}

/** All that stands for null: a token also as the number or the array whose text it is. */
function nullSchemas(column: Column, nullTokens: readonly string[]): JsonSchema[] {
  const numbers = nullTokens.map(Number).filter((number, index) => String(number) === nullTokens[index]);
  const arrays = column.type === 'list' ? nullTokens.map((token) => token.split(column.separator)) : [];
  return [
    { enum: [null, ...nullTokens, ...numbers, ...arrays] },
    ...(column.trim && nullTokens.length > 0
      ? [{ type: 'string', pattern: blankPattern(nullTokens.map(escaped).join('|')) }]
      : []),
  ];
}
