import type { Derivation } from '../column.js';
import { firstSecond, lastSecond } from '../derivation.js';
import { literal } from './literal.js';

/**
 * SQL of a derived column's text, as `deriver` makes it; never an error, also of values that have a fault.
 * @param canonical of each column that it reads: its canonical, unmasked value, cheap to repeat
 */
export function derivationSql(derivation: Derivation, canonical: readonly string[]): string {
  const [first = 'NULL', ...others] = canonical.map((value) => `CAST(${value} AS VARCHAR)`);
  switch (derivation.kind) {
    case 'day':
      return `left(${first}, 10)`;
    case 'instant':
      return instantSql(derivation.unit, first);
    case 'lower':
      return `translate(${first}, '${capitals}', '${smalls}')`;
    case 'upper':
      return `translate(${first}, '${smalls}', '${capitals}')`;
    case 'concat':
      return [first, ...others].join(` || ${literal(derivation.separator)} || `);
  }
}

// DuckDB's own lower and upper take every letter of Unicode.
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const smalls = capitals.toLowerCase();

function instantSql(unit: 'seconds' | 'milliseconds', text: string): string {
  const [first, last, micros] =
    unit === 'seconds'
      ? [firstSecond, lastSecond, 1_000_000]
      : [firstSecond * 1000, lastSecond * 1000 + 999, 1000];
  const count = `TRY_CAST(${text} AS BIGINT)`;
  // Held within the range, so that the product cannot overflow wherever it is computed.
  const held = `make_timestamp(greatest(least(${count}, ${last}), ${first}) * ${micros})`;
  return `CASE WHEN ${count} BETWEEN ${first} AND ${last} THEN strftime(${held}, '%Y-%m-%dT%H:%M:%S.%fZ') ELSE ${text} END`;
}
