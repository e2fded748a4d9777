import {
  bigint,
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
  utf8Length,
  valueReader,
  type Column,
} from '@sluice/contracts';

/** What a column's builder is called with; the same gives the contract and its source text. */
export interface InferredColumn {
  readonly builder: keyof typeof builders;
  readonly name: string;
  readonly options: ColumnOptions;
  /** Questions to the author. */
  readonly remarks: readonly string[];
}

/** In the order in which they stand in the source. */
export interface ColumnOptions {
  readonly from?: string;
  readonly nullable?: true;
  readonly nullTokens?: readonly string[];
  readonly precision?: number;
  readonly scale?: number;
  readonly maxBytes?: number;
  readonly trueTexts?: readonly string[];
  readonly falseTexts?: readonly string[];
}

const builders = { bigint, boolean, date, decimal, double, integer, json, list, text, timestamp };

/** The column that a builder makes. */
export const buildColumn = ({ builder, name, options }: InferredColumn): Column =>
  (builders[builder] as (name: string, options: ColumnOptions) => Column)(name, options);

/** The type of a column, before it has a name. */
export type InferredType = Pick<InferredColumn, 'builder' | 'options' | 'remarks'>;

const booleanTexts: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['True', 'False'],
  ['TRUE', 'FALSE'],
  ['yes', 'no'],
  ['Yes', 'No'],
  ['Y', 'N'],
  ['y', 'n'],
  ['t', 'f'],
  ['1', '0'],
];

/** The narrowest type that takes every value, none of which is null. */
export function narrowest(values: readonly unknown[]): InferredType {
  if (values.length === 0)
    return { builder: 'text', options: { maxBytes: 256 }, remarks: ['No value was seen: which type is it?'] };
  return (
    asBoolean(values) ??
    asNumber(values) ??
    asTime(values) ??
    asList(values) ??
    asJson(values) ??
    asText(values)
  );
}

/** Whether a column takes every value. */
function takes(column: Column, values: readonly unknown[]): boolean {
  const read = valueReader({ ...column, nullTokens: [] }, []);
  return values.every((value) => 'value' in read(value));
}

function asBoolean(values: readonly unknown[]): InferredType | undefined {
  const texts = new Set(values.map(String));
  if (values.every((value) => typeof value === 'boolean'))
    return { builder: 'boolean', options: {}, remarks: [] };
  for (const [truth, falsehood] of booleanTexts) {
    const isDigits = truth === '1';
    // Of digits both must be seen, or a column of zeros would be one.
    if ([...texts].some((each) => each !== truth && each !== falsehood) || (isDigits && texts.size < 2))
      continue;
    const options = truth === 'true' ? {} : { trueTexts: [truth], falseTexts: [falsehood] };
    const remarks = isDigits ? ['Only 0 and 1 were seen: make it an integer if it counts.'] : [];
    return takes(boolean('c', options), values) ? { builder: 'boolean', options, remarks } : undefined;
  }
  return undefined;
}

/** Digits behind the point that a price or a rate may have; what has more was computed. */
const mostFractionDigits = 6;

function asNumber(values: readonly unknown[]): InferredType | undefined {
  if (takes(integer('c'), values)) return { builder: 'integer', options: {}, remarks: [] };
  if (takes(bigint('c'), values)) return { builder: 'bigint', options: {}, remarks: [] };
  const parts = values.map((value) => String(value).replace('-', '').split('.'));
  const longest = (part: 0 | 1) => parts.reduce((most, each) => Math.max(most, each[part]?.length ?? 0), 0);
  const scale = longest(1);
  const precision = Math.min(18, longest(0) + scale + 4);
  if (scale >= 1 && scale <= mostFractionDigits && takes(decimal('c', { precision, scale }), values))
    return { builder: 'decimal', options: { precision, scale }, remarks: [] };
  return takes(double('c'), values) ? { builder: 'double', options: {}, remarks: [] } : undefined;
}

function asTime(values: readonly unknown[]): InferredType | undefined {
  if (takes(date('c'), values)) return { builder: 'date', options: {}, remarks: [] };
  if (takes(timestamp('c'), values)) return { builder: 'timestamp', options: {}, remarks: [] };
  return undefined;
}

/** Of arrays only: whether commas in a text separate items is for the author to say. */
function asList(values: readonly unknown[]): InferredType | undefined {
  const maxBytes = roomFor(
    values.map((value) => (Array.isArray(value) ? value.join(',') : '')),
    10_900,
  );
  const isList = values.every(Array.isArray) && takes(list('c', { maxBytes }), values);
  return isList ? { builder: 'list', options: { maxBytes }, remarks: [] } : undefined;
}

function asJson(values: readonly unknown[]): InferredType | undefined {
  const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const isNested = values.every((value) => typeof value === 'object' || /^\s*[[{]/.test(String(value)));
  const maxBytes = roomFor(texts, 65_535);
  if (isNested && takes(json('c', { maxBytes }), values))
    return { builder: 'json', options: { maxBytes }, remarks: [] };
  return undefined;
}

function asText(values: readonly unknown[]): InferredType {
  const texts = values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)));
  const lists = texts.filter((each) => each.includes(',') && !/, |^,|,$|,,/.test(each));
  const remarks = [
    ...(lists.length * 4 > texts.length ? ['Are these items separated by commas? Then make it a list.'] : []),
    ...(texts.every((each) => /^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(each))
      ? ["Personal? With `mask: 'sha256'` the table does not hold it."]
      : []),
    ...(values.some((value) => typeof value !== 'string' && typeof value !== 'number')
      ? ['Values of several JSON types were seen: some are refused.']
      : []),
  ];
  return { builder: 'text', options: { maxBytes: roomFor(texts, 65_535) }, remarks };
}

/** Twice the longest text, as a power of two. */
function roomFor(texts: readonly string[], most: number): number {
  const longest = texts.reduce((bytes, each) => Math.max(bytes, utf8Length(each)), 1);
  return Math.min(most, Math.max(16, 2 ** Math.ceil(Math.log2(longest * 2))));
}
