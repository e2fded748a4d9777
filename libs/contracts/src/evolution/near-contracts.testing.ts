import fc from 'fast-check';
import type { Column, Derivation } from '../column.js';
import type { Dataset } from '../dataset.js';
import { bigint, date, decimal, integer, text, timestamp } from '../define-column.js';
import { ContractError, defineDataset } from '../define-dataset.js';
import { columnsOf, partly } from './near-columns.testing.js';

const plain: fc.Arbitrary<Column> = fc.oneof(
  ...Object.values(columnsOf),
  // So that there is something that any derivation can be made of.
  fc.boolean().map((nullable) => timestamp('c', { nullable })),
  fc.constantFrom(
    bigint('c'),
    text('c', { minBytes: 0, maxBytes: 4, trim: true }),
    integer('c', { min: 0, max: 5 }),
    text('c', { maxBytes: 3 }),
    decimal('c', { precision: 5, scale: 1 }),
  ),
);
const masked = fc
  .tuple(plain, fc.constantFrom(...Array.from({ length: 6 }, () => undefined), 'sha256', 'redact', 'drop'))
  .map(([column, mask]): Column => (mask === undefined ? column : { ...column, mask }));

const isDefinable = (column: Column): boolean =>
  defined(1, [{ ...column, name: 'c', mask: undefined } as Column]) !== undefined;

/** Drawn once: to draw columns anew for each contract takes longer than all else. */
const poolSize = 150;
const drawn = (of: fc.Arbitrary<Column>): Column[] =>
  fc.sample(of.filter(isDefinable), { seed: 7, numRuns: poolSize });
const pools: Readonly<Record<string, readonly Column[]>> = Object.fromEntries(
  Object.entries(columnsOf).map(([type, columns]) => [type, drawn(columns)]),
);
const anyColumn = fc.constantFrom(...drawn(masked));

/** A column that is made of some of those before it; undefined where its kind cannot be made of these. */
type Deriving = (columns: readonly Column[]) => Column | undefined;

const texts = ['text', 'integer', 'bigint', 'decimal', 'boolean', 'date', 'timestamp'];
const readable: Readonly<Record<Derivation['kind'], readonly string[]>> = {
  day: ['timestamp'],
  instant: ['integer', 'bigint'],
  lower: ['text'],
  upper: ['text'],
  concat: texts,
};

const deriving: fc.Arbitrary<Deriving> = fc
  .record({
    kindAt: fc.nat(11),
    at: fc.nat(5),
    nullable: fc.boolean(),
    nullTokens: fc.constantFrom([], ['\\N'], ['ab', '0']),
    maxBytes: fc.integer({ min: 2, max: 60 }),
    minBytes: fc.integer({ min: 0, max: 1 }),
    separator: fc.constantFrom('', '-', '0'),
    unit: fc.constantFrom<'seconds' | 'milliseconds'>('seconds', 'milliseconds'),
  })
  .map(({ kindAt, at, unit, separator, maxBytes, minBytes, ...base }) => (columns) => {
    const readableOf = (kind: Derivation['kind']) =>
      columns
        .filter(({ derive, type, mask }) => !derive && !mask && readable[kind].includes(type))
        .map(({ name }) => name);
    const kinds = (['day', 'instant', 'lower', 'upper', 'concat'] as const).filter(
      (each) => readableOf(each).length > 0,
    );
    const kind = kinds[kindAt % kinds.length];
    if (kind === undefined) return undefined;
    const sources = readableOf(kind);
    const of = sources[at % sources.length];
    if (of === undefined) return undefined;
    const lengths = { maxBytes, minBytes };
    switch (kind) {
      case 'day':
        return date('d', { ...base, derive: { kind, of } });
      case 'instant':
        return timestamp('d', { ...base, derive: { kind, of, unit } });
      case 'lower':
      case 'upper':
        return text('d', { ...base, ...lengths, derive: { kind, of } });
      case 'concat':
        return text('d', {
          ...base,
          ...lengths,
          derive: { kind, of: sources.slice(0, 1 + (at % 3)), separator },
        });
    }
  });

type Columns = readonly Column[];
type Edit = (columns: Columns) => Columns;

const named = (column: Column, name: string): Column => ({
  ...column,
  name,
  ...(column.derive === undefined ? { from: `f_${name}` } : {}),
});

const edits: fc.Arbitrary<Edit> = fc
  .record({
    kind: fc.constantFrom(
      ...([
        'part',
        'part',
        'part',
        'part',
        'other',
        'remove',
        'rename',
        'source',
        'add',
        'derive',
        'derive',
        'derive',
        'move',
      ] as const),
    ),
    at: fc.nat(5),
    other: anyColumn,
    sameType: fc.nat(poolSize - 1),
    derived: deriving,
    parts: fc.uniqueArray(fc.nat({ max: 10 }), { minLength: 1, maxLength: 2 }),
  })
  .map(({ kind, at, other, sameType, derived, parts }) => (columns) => {
    const place = at % columns.length;
    const column = columns[place] as Column;
    const put = (...instead: Columns) => columns.toSpliced(place, 1, ...instead);
    const { name, from } = column;
    const becameOf = (next: string) =>
      put({ ...column, name: next }).map((each): Column => {
        const renamed = (of: string) => (of === name ? next : of);
        if (each.derive === undefined) return each;
        const of = typeof each.derive.of === 'string' ? renamed(each.derive.of) : each.derive.of.map(renamed);
        return { ...each, derive: { ...each.derive, of } as Derivation };
      });
    switch (kind) {
      case 'part':
        return put(partly(column, { mask: other.mask, ...pools[column.type]?.[sameType] } as Column, parts));
      case 'other':
        return put(column.derive === undefined ? { ...other, name, from } : column);
      case 'remove':
        return columns.length > 1 ? put() : columns;
      case 'rename':
        return becameOf(`${name}x`);
      case 'source':
        return put(column.derive === undefined ? { ...column, from: `${from}x` } : column);
      case 'add':
        // Half of them read a source that another one may have read.
        return [...columns, { ...other, name: 'n', from: at % 2 === 0 ? 'f_n' : 'f_c1' }];
      case 'derive': {
        const made = derivedOf(derived, columns);
        // A new one, or another in the place of the one that is there.
        if (at % 2 === 0) return [...columns, ...made.map((each) => ({ ...each, name: 'e' }))];
        return made.length === 0 ? columns : [...columns.filter(({ name: each }) => each !== 'd'), ...made];
      }
      case 'move':
        return [...columns].reverse();
    }
  });

const derivedOf = (make: Deriving, columns: Columns): Columns => {
  const column = make(columns);
  return column === undefined ? [] : [column];
};

function defined(version: number, columns: Columns): Dataset | undefined {
  try {
    return defineDataset({
      name: 'near',
      version,
      table: { schema: 'near', name: 'near' },
      columns,
      load: { mode: 'append' },
    });
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

/** A contract and one that was made of it by an edit or two; `now` is undefined where it cannot be defined. */
export const nearContracts: fc.Arbitrary<{ readonly old?: Dataset; readonly now?: Dataset }> = fc
  .tuple(
    fc.array(anyColumn, { minLength: 1, maxLength: 3 }),
    fc.option(deriving, { nil: undefined }),
    fc.array(edits, { minLength: 1, maxLength: 2 }),
  )
  .map(([columns, make, changes]) => {
    const sources = columns.map((column, index) => named(column, `c${index}`));
    const whole = [...sources, ...(make === undefined ? [] : derivedOf(make, sources))];
    const [old, now] = [
      defined(1, whole),
      defined(
        2,
        changes.reduce((each, change) => change(each), whole as Columns),
      ),
    ];
    return { ...(old && { old }), ...(now && { now }) };
  });
