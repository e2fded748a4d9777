import type { Column, Derivation } from './column.js';
import type { Value } from './row.js';

/** The names of the columns that a derivation reads. */
export const sourcesOf = ({ of }: Derivation): readonly string[] => (typeof of === 'string' ? [of] : of);

/** The columns that read a field of the source, as its files and records have them. */
export const sourceColumns = ({ columns }: { readonly columns: readonly Column[] }): readonly Column[] =>
  columns.filter(({ derive }) => derive === undefined);

/**
 * Makes a derived column's text of the canonical, unmasked values of its record, by position among `columns`; null
 * where one that it reads is null. `duckdb/derivation-sql.ts` is the same for whole files.
 */
export function deriver(
  derivation: Derivation,
  columns: readonly Column[],
): (values: readonly Value[]) => string | null {
  const positions = sourcesOf(derivation).map((source) => columns.findIndex(({ name }) => name === source));
  if (derivation.kind === 'concat') return concatenated(positions, derivation.separator);
  const [position = -1] = positions;
  const make = maker(derivation);
  return (values) => {
    const value = values[position];
    return value === null || value === undefined ? null : make(String(value));
  };
}

function concatenated(positions: readonly number[], separator: string) {
  return (values: readonly Value[]): string | null => {
    let text = '';
    for (const [index, position] of positions.entries()) {
      const value = values[position];
      if (value === null || value === undefined) return null;
      text += index === 0 ? String(value) : separator + String(value);
    }
    return text;
  };
}

function maker(derivation: Exclude<Derivation, { kind: 'concat' }>): (text: string) => string {
  switch (derivation.kind) {
    case 'day':
      return (timestamp) => timestamp.slice(0, 10);
    case 'instant':
      return instantOf(derivation.unit);
    case 'lower':
      return (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    case 'upper':
      return (text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  }
}

/** Of an instant in years 0001 to 9999, in seconds since 1970. */
export const [firstSecond, lastSecond] = [-62_135_596_800, 253_402_300_799];

/** What counts no such instant stays as it is, and so is no timestamp. */
function instantOf(unit: 'seconds' | 'milliseconds'): (text: string) => string {
  const factor = unit === 'seconds' ? 1000 : 1;
  const [first, last] = [firstSecond * 1000, lastSecond * 1000 + 999];
  return (text) => {
    // Digits that a double loses are far out of the range.
    const milliseconds = Number(text) * factor;
    if (!(milliseconds >= first && milliseconds <= last)) return text;
    return new Date(milliseconds).toISOString().replace('Z', '000Z');
  };
}
