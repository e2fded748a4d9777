import { acceptsNull } from '../accepts-null.js';
import { isDate } from '../calendar.js';
import type { Derivation, TextColumn } from '../column.js';
import { firstSecond, lastSecond, sourcesOf } from '../derivation.js';
import { utf8Length } from '../utf8-length.js';
import type { ColumnDescription } from './contract-description.js';

/**
 * Whether a derived column accepts what its sources can give, whatever they hold: then no record is refused for it.
 * Where this cannot be told (a pattern, an enumeration) the answer is no.
 */
export function acceptsDerived(column: ColumnDescription, columns: readonly ColumnDescription[]): boolean {
  const { derive } = column;
  if (derive === undefined) return false;
  const sources = sourcesOf(derive).map((source) => columns.find(({ name }) => name === source));
  if (sources.includes(undefined)) return false;
  const known = sources as ColumnDescription[];
  const canBeNull = known.some(({ nullable, default: entry }) => nullable && entry === undefined);
  const canBeToken = column.nullTokens.some((token) => canBe(token, derive));
  if (!acceptsNull(column) && (canBeNull || canBeToken)) return false;
  switch (column.type) {
    case 'timestamp':
      return derive.kind === 'instant' && known.every((source) => isWithinYears(source, derive.unit));
    case 'date':
      return derive.kind === 'day';
    case 'text':
      return acceptsTexts(column, lengthsOf(derive, known));
    default:
      return false;
  }
}

/** Whether a derivation may give a text; no only where it is plain. */
function canBe(text: string, derive: Derivation): boolean {
  switch (derive.kind) {
    case 'day':
      return isDate(text);
    case 'instant':
      return /^\d{4}-\d{2}-\d{2}T/.test(text);
    case 'lower':
      return !/[A-Z]/.test(text);
    case 'upper':
      return !/[a-z]/.test(text);
    case 'concat':
      return text.split(derive.separator).length >= derive.of.length || derive.separator === '';
  }
}

function isWithinYears(source: ColumnDescription, unit: 'seconds' | 'milliseconds'): boolean {
  if (source.type !== 'integer' && source.type !== 'bigint') return false;
  const perSecond = unit === 'seconds' ? 1 : 1000;
  return Number(source.min) >= firstSecond * perSecond && Number(source.max) <= lastSecond * perSecond;
}

interface Lengths {
  readonly least: number;
  readonly greatest: number;
}

function acceptsTexts(column: TextColumn, { least, greatest }: Lengths): boolean {
  return (
    column.pattern === undefined &&
    column.enum === undefined &&
    !column.trim &&
    column.minBytes <= least &&
    column.maxBytes >= greatest
  );
}

/** Bytes of what a derivation makes. */
function lengthsOf(derive: Derivation, sources: readonly ColumnDescription[]): Lengths {
  if (derive.kind === 'day') return { least: 10, greatest: 10 };
  const lengths = sources.map(valueLengths);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const between = derive.kind === 'concat' ? utf8Length(derive.separator) * (sources.length - 1) : 0;
  return {
    least: sum(lengths.map(({ least }) => least)) + between,
    greatest: sum(lengths.map(({ greatest }) => greatest)) + between,
  };
}

/** Bytes of a column's canonical values. */
function valueLengths(column: ColumnDescription): Lengths {
  switch (column.type) {
    case 'text':
      return { least: column.minBytes, greatest: column.maxBytes };
    case 'integer':
      return { least: 1, greatest: 11 };
    case 'bigint':
      return { least: 1, greatest: 20 };
    case 'decimal':
      // A sign, a zero and a dot.
      return { least: 1, greatest: column.precision + 3 };
    case 'boolean':
      return { least: 4, greatest: 5 };
    case 'date':
      return { least: 10, greatest: 10 };
    case 'timestamp':
      return { least: 27, greatest: 27 };
    default:
      return { least: 0, greatest: Infinity };
  }
}
