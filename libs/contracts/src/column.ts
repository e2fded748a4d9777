/**
 * The column algebra: a small closed set of types, each with one lexical form that batch and stream share.
 *
 * Every column reads *text*: a field of a delimited file as it stands, or a JSON scalar as its lexical form
 * (strings as they are, numbers as `String(n)`). What text is accepted, and which value it stands for, is
 * defined at each type below; `read-value.ts` implements it for the stream, `duckdb/` for whole files, and a
 * property-based test (in file-cleaning) holds the two together.
 *
 * The order of judgement is the same everywhere: null → characters → form → range; of text: length → pattern →
 * enum; of lists: form → length.
 * A record is rejected for its first fault, by column order.
 */
export type Column =
  | TextColumn
  | IntegerColumn
  | BigintColumn
  | DecimalColumn
  | DoubleColumn
  | BooleanColumn
  | DateColumn
  | TimestampColumn
  | ListColumn;

/** What every column has. */
export interface ColumnBase {
  /** Name in the table: lower-case snake case. */
  readonly name: string;
  /** Name in the source: the file's header or the JSON key. Default: `name`. */
  readonly from: string;
  /** Whether a null token (or an absent or null JSON value) is accepted. Default: false. */
  readonly nullable: boolean;
  /** One line for the data dictionary. */
  readonly description: string;
}

/**
 * Any Unicode text without NUL, lone surrogates, U+FFFE and U+FFFF (which Redshift refuses).
 * Lengths are bytes of UTF-8, as Redshift's VARCHAR counts them. Nothing is trimmed.
 */
export interface TextColumn extends ColumnBase {
  readonly type: 'text';
  /** 0 accepts the empty string. Default: 1. */
  readonly minBytes: number;
  /** At most 65535. */
  readonly maxBytes: number;
  /** Anchored with `^` and `$`; in the part that RE2 and JavaScript share: `pattern.ts`. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** Canonical 32-bit integers: `0`, `-1`, `42`; not `+5`, `007`, `1.0`, `1e3`, `-0`, ` 12 `. */
export interface IntegerColumn extends ColumnBase {
  readonly type: 'integer';
  /** Inclusive. Default: −2147483648. */
  readonly min: number;
  /** Inclusive. Default: 2147483647. */
  readonly max: number;
}

/** Canonical 64-bit integers, in the form of `integer`. The value is a string of digits. */
export interface BigintColumn extends ColumnBase {
  readonly type: 'bigint';
  /** Inclusive, as digits. */
  readonly min: string;
  /** Inclusive, as digits. */
  readonly max: string;
}

/**
 * Plain decimals: an integer part without leading zeros, then at most `scale` fraction digits: `5`, `5.7`;
 * not `.5`, `5.`, `5.70` (scale 1), `05.7`, `1e1`, `-0`. The value is text with exactly `scale` digits.
 */
export interface DecimalColumn extends ColumnBase {
  readonly type: 'decimal';
  /** At most 18 digits in all. */
  readonly precision: number;
  readonly scale: number;
  /** Inclusive, as decimal text. */
  readonly min?: string;
  /** Inclusive, as decimal text. */
  readonly max?: string;
}

/** JSON's number form (`-1`, `1.5`, `2e-3`); finite. The value is the nearest double; `-0` is 0. */
export interface DoubleColumn extends ColumnBase {
  readonly type: 'double';
}

/** Exactly the texts listed; nothing else, in no other case. JSON `true` and `false` stand for the first of each. */
export interface BooleanColumn extends ColumnBase {
  readonly type: 'boolean';
  readonly trueTexts: readonly string[];
  readonly falseTexts: readonly string[];
}

/** `YYYY-MM-DD`, a day that exists, years 0001 to 9999. */
export interface DateColumn extends ColumnBase {
  readonly type: 'date';
}

/**
 * `YYYY-MM-DDTHH:MM:SS[.f]` (a space may stand for the T), one to six fraction digits, then `Z` or an offset
 * `±HH:MM` up to 14:00. An instant that exists (no 24:00, no leap second), years 0001 to 9999 after
 * conversion. The value is UTC with microseconds: `2026-01-31T09:30:00.000000Z`.
 */
export interface TimestampColumn extends ColumnBase {
  readonly type: 'timestamp';
}

/**
 * Items split at `separator`, each non-empty text; at least one item. From JSON also an array of strings none of
 * which contains the separator. The value is a JSON array as text.
 */
export interface ListColumn extends ColumnBase {
  readonly type: 'list';
  /** One ASCII character. */
  readonly separator: string;
  /** Of the whole field as text; at most 10900. */
  readonly maxBytes: number;
}

interface CommonOptions {
  from?: string;
  nullable?: boolean;
  description?: string;
}

const base = (name: string, options: CommonOptions): ColumnBase => ({
  name,
  from: options.from ?? name,
  nullable: options.nullable ?? false,
  description: options.description ?? '',
});

export const text = (
  name: string,
  options: CommonOptions & {
    maxBytes: number;
    minBytes?: number;
    pattern?: string;
    enum?: readonly string[];
  },
): TextColumn => ({
  ...base(name, options),
  type: 'text',
  minBytes: options.minBytes ?? 1,
  maxBytes: options.maxBytes,
  ...(options.pattern === undefined ? {} : { pattern: options.pattern }),
  ...(options.enum === undefined ? {} : { enum: options.enum }),
});

export const integer = (
  name: string,
  options: CommonOptions & { min?: number; max?: number } = {},
): IntegerColumn => ({
  ...base(name, options),
  type: 'integer',
  min: options.min ?? -2147483648,
  max: options.max ?? 2147483647,
});

export const bigint = (
  name: string,
  options: CommonOptions & { min?: string; max?: string } = {},
): BigintColumn => ({
  ...base(name, options),
  type: 'bigint',
  min: options.min ?? '-9223372036854775808',
  max: options.max ?? '9223372036854775807',
});

export const decimal = (
  name: string,
  options: CommonOptions & { precision: number; scale: number; min?: string; max?: string },
): DecimalColumn => ({
  ...base(name, options),
  type: 'decimal',
  precision: options.precision,
  scale: options.scale,
  ...(options.min === undefined ? {} : { min: options.min }),
  ...(options.max === undefined ? {} : { max: options.max }),
});

export const double = (name: string, options: CommonOptions = {}): DoubleColumn => ({
  ...base(name, options),
  type: 'double',
});

export const boolean = (
  name: string,
  options: CommonOptions & { trueTexts?: readonly string[]; falseTexts?: readonly string[] } = {},
): BooleanColumn => ({
  ...base(name, options),
  type: 'boolean',
  trueTexts: options.trueTexts ?? ['true'],
  falseTexts: options.falseTexts ?? ['false'],
});

export const date = (name: string, options: CommonOptions = {}): DateColumn => ({
  ...base(name, options),
  type: 'date',
});

export const timestamp = (name: string, options: CommonOptions = {}): TimestampColumn => ({
  ...base(name, options),
  type: 'timestamp',
});

export const list = (
  name: string,
  options: CommonOptions & { separator?: string; maxBytes: number },
): ListColumn => ({
  ...base(name, options),
  type: 'list',
  separator: options.separator ?? ',',
  maxBytes: options.maxBytes,
});
