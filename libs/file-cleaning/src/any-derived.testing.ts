import { date, text, timestamp, type Column, type Derivation } from '@sluice/contracts';
import fc from 'fast-check';

/** What a derived column has besides. */
export interface DerivedOptions {
  readonly nullable: boolean;
  readonly trim: boolean;
  readonly nullTokens?: readonly string[];
  readonly mask?: 'sha256' | 'redact' | 'drop';
}

/** A derived column of those that there are; none where none can be derived of them in the way that was drawn. */
export type MakeDerived = (name: string, columns: readonly Column[], options: DerivedOptions) => Column[];

const types: Readonly<Record<Derivation['kind'], readonly Column['type'][]>> = {
  day: ['timestamp'],
  instant: ['integer', 'bigint'],
  lower: ['text'],
  upper: ['text'],
  concat: ['text', 'integer', 'bigint', 'decimal', 'boolean', 'date', 'timestamp'],
};

const kinds = ['day', 'instant', 'lower', 'upper', 'concat'] as const;

export const makeDerived: fc.Arbitrary<MakeDerived> = fc
  .record({
    first: fc.nat(kinds.length - 1),
    pick: fc.nat(3),
    unit: fc.constantFrom('seconds', 'milliseconds'),
    separator: fc.constantFrom('', '-', "'", ' ', 'é\t'),
    count: fc.integer({ min: 1, max: 3 }),
    maxBytes: fc.constantFrom(1, 10, 40, 200),
    minBytes: fc.constantFrom(0, 1, 5),
    isDate: fc.boolean(),
  })
  .map(({ first, pick, unit, separator, count, maxBytes, minBytes, isDate }) => (name, columns, options) => {
    const of = (kind: Derivation['kind']) => columns.filter(({ type }) => types[kind].includes(type));
    // The kind that was drawn, or the next that there are columns for.
    const kind = [...kinds.slice(first), ...kinds.slice(0, first)].find((each) => of(each).length > 0);
    if (kind === undefined) return [];
    const found = of(kind);
    const at = pick % found.length;
    const chosen = kind === 'concat' ? [...found.slice(at), ...found.slice(0, at)].slice(0, count) : [found[at] as Column];
    const [source = ''] = chosen.map((column) => column.name);
    const isMasked = chosen.some(({ mask }) => mask !== undefined && mask !== 'drop');
    const base = { ...options, ...(isMasked && options.mask === undefined ? { mask: 'sha256' as const } : {}) };
    const asText = { ...base, minBytes: Math.min(minBytes, maxBytes), maxBytes };
    switch (kind) {
      case 'day':
        return [(isDate ? date : text)(name, { ...asText, derive: { kind, of: source } })];
      case 'instant':
        return [timestamp(name, { ...base, derive: { kind, of: source, unit } })];
      case 'concat':
        return [text(name, { ...asText, derive: { kind, of: chosen.map((column) => column.name), separator } })];
      default:
        return [text(name, { ...asText, derive: { kind, of: source } })];
    }
  }); // prettier-ignore
