import {
  bigint,
  boolean,
  date,
  decimal,
  defaultValue,
  defineDataset,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
  trimmed,
  utf8Length,
  type Column,
  type ColumnOptions,
  type Dataset,
} from '@sluice/contracts';
import fc from 'fast-check';
import { makeDerived } from './any-derived.testing.js';
import { sources } from './nasty-cells.testing.js';
import { patterns, traps } from './nasty-texts.testing.js';

const nullTokenSets = [
  ['\\N'],
  ['\\N', ''],
  [''],
  [],
  ['NULL', '0', 'NaN'],
  ["it's", '1'],
  ['null', '-1', '{}', 'a,b'],
  ['2024-01-02', 'true', 'é'],
] as const;

type Common = Required<Pick<ColumnOptions, 'nullable' | 'trim'>> & Pick<ColumnOptions, 'nullTokens' | 'mask'>;

const masks = ['sha256', 'redact', 'drop'] as const;

const common: fc.Arbitrary<Common> = fc
  .record({
    nullable: fc.boolean(),
    trim: fc.boolean(),
    nullTokens: fc.option(fc.constantFrom(...nullTokenSets), { nil: undefined }),
    mask: fc.option(fc.constantFrom(...masks), { nil: undefined, freq: 2 }),
  })
  .map(({ nullTokens, mask, ...rest }) => ({
    ...rest,
    // A text with blanks around it is never left of a trimmed field, and no contract may say otherwise.
    ...(nullTokens === undefined ? {} : { nullTokens: nullTokens.filter((token) => !rest.trim || trimmed(token) === token) }),
    ...(mask === undefined ? {} : { mask }),
  })); // prettier-ignore

const bytes = fc.constantFrom(1, 2, 5, 12, 40, 200);

const options = {
  text: fc
    .record({
      minBytes: fc.constantFrom(0, 1, 2, 5),
      extra: fc.constantFrom(0, 1, 10, 40),
      pattern: fc.option(fc.constantFrom(...patterns), { nil: undefined }),
      entries: fc.option(fc.uniqueArray(fc.constantFrom(...traps), { minLength: 1, maxLength: 40 }), { nil: undefined, freq: 2 }),
    })
    .map(({ extra, ...rest }) => ({ ...rest, maxBytes: Math.max(1, rest.minBytes + extra) })),
  integer: fc.constantFrom({}, { min: 0 }, { min: -1, max: 12 }, { min: 1800, max: 2200 }, { max: -1 }),
  bigint: fc.constantFrom({}, { min: '0' }, { min: '-1', max: '2147483648' }, { min: '9007199254740993' }),
  decimal: fc.constantFrom(
    { precision: 3, scale: 1, min: '1.0', max: '10.0' },
    { precision: 3, scale: 1 },
    { precision: 1, scale: 1 },
    { precision: 18, scale: 0 },
    { precision: 18, scale: 9 },
    { precision: 18, scale: 18, max: '0.5' },
    { precision: 5, scale: 2, min: '-0.05', max: '999' },
    { precision: 4, scale: 0, max: '5' },
    { precision: 9, scale: 2, min: '-5.5' },
    { precision: 10, scale: 2 },
  ),
  boolean: fc.constantFrom({}, { trueTexts: ['1'], falseTexts: ['0'] }, { trueTexts: ['yes', 'Y'], falseTexts: ['no', ''] }, { trueTexts: ['é', "o'k"], falseTexts: ['null'] }),
  list: fc.record({ separator: fc.constantFrom(',', '|', '\\', ' ', 'n', 'u', '0', "'", '.'), maxBytes: bytes }),
  json: fc.record({ maxBytes: fc.constantFrom(1, 5, 40, 2000, 65_535) }),
} as const; // prettier-ignore

type TextOptions = typeof options.text extends fc.Arbitrary<infer Options> ? Options : never;

/** Enum texts that the column's other rules accept; without any the column has no enum. */
function textColumn(
  name: string,
  base: Common,
  { pattern, entries, minBytes, maxBytes }: TextOptions,
): Column {
  const expression = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const fits = (entry: string): boolean =>
    utf8Length(entry) >= minBytes &&
    utf8Length(entry) <= maxBytes &&
    expression?.test(entry) !== false &&
    !/[\0\uFFFE\uFFFF]/.test(entry) &&
    (!base.trim || trimmed(entry) === entry);
  const allowed = entries?.filter(fits) ?? [];
  return text(name, {
    ...base,
    minBytes,
    maxBytes,
    ...(pattern === undefined ? {} : { pattern }),
    ...(allowed.length === 0 ? {} : { enum: allowed }),
  });
}

const columnOf = (name: string): fc.Arbitrary<Column> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(common, options.text).map(([base, own]) => textColumn(name, base, own)) },
    fc.tuple(common, options.integer).map(([base, own]) => integer(name, { ...base, ...own })),
    fc.tuple(common, options.bigint).map(([base, own]) => bigint(name, { ...base, ...own })),
    { weight: 2, arbitrary: fc.tuple(common, options.decimal).map(([base, own]) => decimal(name, { ...base, ...own })) },
    common.map(({ mask, ...base }) => double(name, mask === undefined || mask === 'sha256' ? base : { ...base, mask })),
    fc.tuple(common, options.boolean).map(([base, own]) => boolean(name, { ...base, ...own })),
    common.map((base) => date(name, base)),
    common.map((base) => timestamp(name, base)),
    fc
      .tuple(common, options.list)
      .map(([base, own]) => list(name, { ...base, ...own, trim: base.trim && own.separator !== ' ' })),
    { weight: 2, arbitrary: fc.tuple(common, options.json).map(([base, own]) => json(name, { ...base, ...own })) },
  ); // prettier-ignore

/** The column with null tokens that leave its own listed texts alone, as `defineDataset` asks. */
function withoutClash(column: Column, datasetTokens: readonly string[]): Column {
  const listed =
    column.type === 'boolean'
      ? [...column.trueTexts, ...column.falseTexts]
      : column.type === 'text'
        ? (column.enum ?? [])
        : [];
  const tokens = column.nullTokens ?? datasetTokens;
  const left = tokens.filter(
    (token) => !listed.includes(token) && (!column.trim || trimmed(token) === token),
  );
  return left.length === tokens.length ? column : { ...column, nullTokens: left };
}

/** The column with the first of some texts that may be its default; without one where none may. */
function withDefault(
  column: Column,
  datasetTokens: readonly string[],
  candidates: readonly string[],
): Column {
  const tokens = column.nullTokens ?? datasetTokens;
  const usable = candidates.find(
    (entry) =>
      !tokens.includes(entry) &&
      (!column.trim || trimmed(entry) === entry) &&
      defaultValue({ ...column, default: entry }) !== undefined,
  );
  return usable === undefined ? column : { ...column, default: usable };
}

/** Candidates, mostly none: of every type, with some that are not in their canonical form. */
const defaults: fc.Arbitrary<readonly string[]> = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.shuffledSubarray(
  ['', 'é', "it's", 'Ab', 'tt0000001', '0', '1', '-1', '2000', '9007199254740993', '0.5', '5.0', '1e3', '-0', 'true', 'yes',
   '2024-01-02', '2024-01-02T23:30:00-02:00', '9999-12-31 23:59:59.5Z', 'a|b', 'a,"b', '{}', '[1, 2]', ' x'],
  { minLength: 24 },
)); // prettier-ignore

/** With options of its own, and at times a default. */
const derivedColumn = fc.record({ make: makeDerived, base: common, candidates: defaults }).map(
  ({ make, base, candidates }) =>
    (name: string, columns: readonly Column[], nullTokens: readonly string[]) =>
      make(name, columns, base).map((column) => withDefault(column, nullTokens, candidates)),
);

/** Contracts of a few columns of any type, with every option. */
export const anyDataset: fc.Arbitrary<Dataset> = fc
  .record({
    columns: fc.tuple(...sources.map(columnOf)),
    nullTokens: fc.constantFrom(...nullTokenSets),
    defaults: fc.tuple(...sources.map(() => defaults)),
    derived: fc.array(derivedColumn, { maxLength: 1 }),
  })
  .map(({ columns, nullTokens, defaults: candidates, derived }) => {
    const read = columns.map((column, index) =>
      withDefault(withoutClash(column, nullTokens), nullTokens, candidates[index] ?? []),
    );
    const made = derived.flatMap((make, index) => make(`made_${index}`, read, nullTokens));
    return { columns: [...read, ...made], nullTokens };
  })
  // A table needs a column.
  .filter(({ columns }) => columns.some(({ mask }) => mask !== 'drop'))
  .map(({ columns, nullTokens }) =>
    defineDataset({
      name: 'probe',
      version: 1,
      table: { schema: 's', name: 't' },
      columns,
      nullTokens,
      load: { mode: 'append' },
    }),
  );
