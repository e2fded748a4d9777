import { blanks, trimmed } from '../blanks.js';
import type { BooleanColumn, Column, ListColumn, TextColumn } from '../column.js';
import { readPattern } from '../pattern.js';
import { valueReader } from '../read-value.js';
import { utf8Length } from '../utf8-length.js';
import { decimalProblems, rangeProblems, wholeNumberProblems } from './number-problems.js';
import { repeated, textProblems } from './text-problems.js';

/** What is wrong with a column for itself, its name apart. */
export function columnProblems(column: Column, datasetNullTokens: readonly string[]): string[] {
  const nullTokens = column.nullTokens ?? datasetNullTokens;
  const ofType = typeProblems(column, nullTokens);
  return [
    ...(column.derive === undefined ? sourceProblems(column.from) : []),
    ...textProblems('nullTokens', column.nullTokens ?? []),
    ...untrimmedProblems('null token', column, column.nullTokens ?? []),
    ...(column.mask === 'sha256' && column.type === 'double'
      ? ['mask sha256 needs a value with one text, which a double has not; read it as a decimal']
      : []),
    ...ofType,
    ...(ofType.length === 0 ? defaultProblems(column, nullTokens) : []),
  ];
}

/** The default is judged as a field that holds it would be. */
function defaultProblems(column: Column, nullTokens: readonly string[]): string[] {
  const { default: entry, ...plain } = column;
  if (entry === undefined) return [];
  const clashes = [
    ...untrimmedProblems('default', column, [entry]),
    ...neverReadProblems('default', [entry], nullTokens),
  ];
  if (clashes.length > 0) return clashes;
  const reading = valueReader(plain, nullTokens)(entry);
  return 'reason' in reading ? [`default ${JSON.stringify(entry)} is ${reading.reason}`] : [];
}

function sourceProblems(from: string): string[] {
  return [
    ...(from === '' ? ['its source has no name'] : []),
    ...textProblems('its source', [from]),
    // eslint-disable-next-line no-control-regex
    ...(/[\u0001-\u001f\u007f]/.test(from) ? ['its source has a control character in its name'] : []),
    // JSON.parse and object literals differ in what they make of it.
    ...(from === '__proto__' ? ['source "__proto__" is no key that a record may have'] : []),
  ];
}

function typeProblems(column: Column, nullTokens: readonly string[]): string[] {
  switch (column.type) {
    case 'text':
      return [...lengthProblems(column.maxBytes), ...plainTextProblems(column, nullTokens)];
    case 'json':
      return lengthProblems(column.maxBytes);
    case 'list':
      return listProblems(column);
    case 'integer':
      return Number.isInteger(column.min) && Number.isInteger(column.max)
        ? rangeProblems(BigInt(column.min), BigInt(column.max), 32n)
        : ['min and max are integers'];
    case 'bigint':
      return wholeNumberProblems(column.min, column.max);
    case 'decimal':
      return decimalProblems(column);
    case 'boolean':
      return booleanProblems(column, nullTokens);
    case 'double':
    case 'date':
    case 'timestamp':
      return [];
  }
}

function plainTextProblems(column: TextColumn, nullTokens: readonly string[]): string[] {
  const { minBytes, maxBytes, pattern, enum: allowed = [] } = column;
  const read = pattern === undefined ? undefined : readPattern(pattern);
  const expression = read && 're2' in read ? new RegExp(pattern ?? '', 'u') : undefined;
  const tooLong = allowed.find((entry) => utf8Length(entry) < minBytes || utf8Length(entry) > maxBytes);
  const mismatch = allowed.find((entry) => expression?.test(entry) === false);
  return [
    ...(Number.isInteger(minBytes) && minBytes >= 0 ? [] : ['minBytes counts from 0']),
    ...(minBytes > maxBytes ? ['minBytes exceeds maxBytes'] : []),
    ...(read && 'problem' in read ? [read.problem] : []),
    ...textProblems('pattern', pattern === undefined ? [] : [pattern]),
    ...(column.enum?.length === 0 ? ['enum is empty'] : []),
    ...textProblems('enum', allowed),
    ...repeated(allowed).map((entry) => `enum has "${entry}" twice`),
    ...(tooLong === undefined ? [] : [`enum has "${tooLong}", which its length refuses`]),
    ...(mismatch === undefined ? [] : [`enum has "${mismatch}", which its pattern refuses`]),
    ...untrimmedProblems('enum text', column, allowed),
    ...neverReadProblems('enum text', allowed, nullTokens),
  ];
}

function booleanProblems(column: BooleanColumn, nullTokens: readonly string[]): string[] {
  const { trueTexts, falseTexts } = column;
  const texts = [...trueTexts, ...falseTexts];
  return [
    ...(trueTexts.length > 0 && falseTexts.length > 0 ? [] : ['true and false need a text each']),
    ...repeated(texts).map((entry) =>
      trueTexts.includes(entry) && falseTexts.includes(entry)
        ? `the same text is true and false: "${entry}"`
        : `"${entry}" is listed twice`,
    ),
    ...textProblems('true and false', texts),
    ...untrimmedProblems('boolean text', column, texts),
    ...neverReadProblems('boolean text', texts, nullTokens),
  ];
}

/** A list is staged as JSON text, where a character may take six bytes, in a VARCHAR of 65535. */
const maxListBytes = 10_900;

function listProblems({ separator, maxBytes, trim }: ListColumn): string[] {
  return [
    ...lengthProblems(maxBytes, maxListBytes),
    ...(/^[ -!#-~]$/.test(separator) ? [] : ['separator is one printable ASCII character other than "']),
    ...(trim && blanks.includes(separator) ? ['trim would take the separator off the ends'] : []),
  ];
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html */
function lengthProblems(maxBytes: number, limit = 65_535): string[] {
  return Number.isInteger(maxBytes) && maxBytes >= 1 && maxBytes <= limit
    ? []
    : [`maxBytes is 1 to ${limit}`];
}

/** A text with blanks around it is never what is left of a trimmed field. */
function untrimmedProblems(what: string, { trim }: Column, texts: readonly string[]): string[] {
  return texts
    .filter((entry) => trim && trimmed(entry) !== entry)
    .map((entry) => `${what} ${JSON.stringify(entry)} has blanks around it, which trim takes off`);
}

/**
 * A contract that lists a text both as a value and as null contradicts itself: null comes first, so the value
 * could never be read. (A null token that a column would merely accept, such as `-1` of an integer or the empty
 * text of a text column, is a choice: that text is null.)
 */
function neverReadProblems(what: string, texts: readonly string[], nullTokens: readonly string[]): string[] {
  return texts
    .filter((entry) => nullTokens.includes(entry))
    .map((entry) => `${what} ${JSON.stringify(entry)} is a null token; give the column its own nullTokens`);
}
