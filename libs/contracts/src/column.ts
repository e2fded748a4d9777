/**
 * The column algebra: a small closed set of types, each with one lexical form that batch and stream share.
 *
 * Every column reads *text*: a field of a delimited file as it stands, or a JSON value in its lexical form (a
 * string as it is, a number as `String(n)`, others as each type below says). What text is accepted, and which
 * value it stands for, is defined at each type; `read-value.ts` implements it for the stream, `duckdb/` for whole
 * files, and a property-based test (in file-cleaning) holds the two together.
 *
 * The order of judgement is the same everywhere:
 *
 * 1. An absent field or JSON null is null; what a JavaScript object merely inherits (`constructor`) is absent.
 * 2. A JSON value of another type than the column takes is `not_<type>`; a JSON number that a double cannot hold
 *    exactly is `inexact_number` (in bigint, decimal, text and list columns, and inside json ones), since parsing
 *    has rounded it already. Exact are whole numbers up to ±(2^53 − 1) and fractions of up to 15 digits; what was
 *    rounded to one of these cannot be told from it, so whoever needs more digits writes strings.
 * 3. With `trim`, blanks (U+0020, U+0009, U+000A, U+000D, nothing else) are taken off both ends.
 * 4. A null token is null, in any column and before anything else is asked: the empty text is an ordinary text
 *    unless it is a null token. For null stands the `default` where there is one: its value, which is never null,
 *    so that `nullable` then only says that older rows of the table may hold null. Without it null in a column that
 *    is not nullable is `missing_value`.
 * 5. NUL, lone surrogates, U+FFFE and U+FFFF, which Redshift refuses, are `invalid_character`.
 * 6. Form, then range; of text: length, pattern, enum; of lists: form, length; of json: length, form.
 *
 * A column with `derive` reads no field of the source: its text is made of the canonical, unmasked values of columns
 * that stand before it, their defaults included, and then judged as any field's text is, by all of the above. It is
 * null when one of these values is. A key of its name in a JSON record is ignored as any unknown one is; files do not
 * have it.
 *
 * Texts are compared code unit by code unit, in their case, without Unicode normalization; digits are ASCII; a
 * length is bytes of UTF-8, and what is over-long is refused, never cut. A record is rejected for its first
 * fault, by column order.
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
  | ListColumn
  | JsonColumn;

/**
 * What becomes of a value after it was judged; a null stays null. `sha256`: its digest, so that equal values stay
 * equal (short and guessable values can be found again by trying them). `redact`: the text `[redacted]`. `drop`:
 * judged, but neither in the table nor in the row.
 * A fault in a masked column shows no value; the raw record stays in quarantine, from where it can be replayed.
 */
export type Mask = 'sha256' | 'drop' | 'redact';

/** What every column has. */
export interface ColumnBase {
  /** Name in the table: lower-case snake case. */
  readonly name: string;
  /** Name in the source: the file's header or the JSON key. Default: `name`. Of a derived column: empty, it has none. */
  readonly from: string;
  /** Whether a null token (or an absent or null JSON value) is accepted, and the table's column takes null. Default: false. */
  readonly nullable: boolean;
  /** One line for the data dictionary. */
  readonly description: string;
  /** Whether blanks (space, tab, LF, CR) around the text are no part of it. Default: false, nothing is trimmed. */
  readonly trim: boolean;
  /** Texts that stand for null in this column. Default: the dataset's. */
  readonly nullTokens?: readonly string[];
  /** Default: none, the value goes to the table. */
  readonly mask?: Mask;
  /** A text of the column, no null token, that stands in for null; like any value it is masked. Default: none. */
  readonly default?: string;
  /**
   * Made of other columns of the record instead of read from its source. Where one of them is masked (unless the mask
   * is `drop`) this one must be, too. Default: none.
   */
  readonly derive?: Derivation;
}

/** How a column is made, of columns that stand before it and are not derived themselves. */
export type Derivation =
  /** UTC day of a timestamp column, `YYYY-MM-DD`: for a date or text column. */
  | { readonly kind: 'day'; readonly of: string }
  /**
   * What an integer or bigint column counts since 1970-01-01T00:00:00Z: for a timestamp column. Outside the years 0001
   * to 9999 the text is the number's own, so that it is `not_timestamp`.
   */
  | { readonly kind: 'instant'; readonly of: string; readonly unit: 'seconds' | 'milliseconds' }
  /** A text column with the other case of its ASCII letters, all else as it is: for a text column. */
  | { readonly kind: 'lower' | 'upper'; readonly of: string }
  /**
   * Values as text (`true` and `false` of a boolean, a decimal with all of its fraction digits), one behind the other:
   * for a text column. Not of double, list and json columns.
   */
  | { readonly kind: 'concat'; readonly of: readonly string[]; readonly separator: string };

/** Any text of `minBytes` to `maxBytes` bytes. A JSON number is its `String(n)`; no other JSON type is text. */
export interface TextColumn extends ColumnBase {
  readonly type: 'text';
  /** 0 accepts the empty string. Default: 1. */
  readonly minBytes: number;
  /** At most 65535. */
  readonly maxBytes: number;
  /** Anchored with `^` and `$`; in the part that RE2 and JavaScript share: `pattern.ts`. */
  readonly pattern?: string;
  /** The only texts accepted. */
  readonly enum?: readonly string[];
}

/**
 * Canonical 32-bit integers, `0` or a digit from 1 and more digits, with `-` before negative ones: `0`, `-1`,
 * `42`; not `+5`, `007`, `1.0`, `1e3`, `1_000`, `-0`, ` 12 `, the empty text. The value is a number.
 */
export interface IntegerColumn extends ColumnBase {
  readonly type: 'integer';
  /** Inclusive. Default: −2147483648. */
  readonly min: number;
  /** Inclusive. Default: 2147483647. */
  readonly max: number;
}

/** Canonical 64-bit integers, in the form of `integer`. The value is the text itself. */
export interface BigintColumn extends ColumnBase {
  readonly type: 'bigint';
  /** Inclusive, as digits. */
  readonly min: string;
  /** Inclusive, as digits. */
  readonly max: string;
}

/**
 * Plain decimals: an integer part as of `integer`, then at most `scale` fraction digits after a dot: `5`, `5.7`,
 * `-0.5`; not `.5`, `5.`, `5.70` (scale 1), `05.7`, `1e1`, `+5`, `-0`, `-0.0`. The value is text with exactly
 * `scale` fraction digits.
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

/**
 * JSON's number form (`-1`, `1.5`, `2e-3`; not `+1`, `.5`, `1.`, `NaN`). The value is the nearest double; one
 * that has none but infinity is `out_of_range`; `-0`, and what is too small for a double, is 0.
 */
export interface DoubleColumn extends ColumnBase {
  readonly type: 'double';
}

/**
 * Exactly the texts listed; nothing else, in no other case. JSON `true` and `false` stand for the first of each;
 * a JSON number for its text, so that 1 is `1`.
 */
export interface BooleanColumn extends ColumnBase {
  readonly type: 'boolean';
  readonly trueTexts: readonly string[];
  readonly falseTexts: readonly string[];
}

/** `YYYY-MM-DD`, ten characters, a day that exists (Gregorian), years 0001 to 9999. The value is the text. */
export interface DateColumn extends ColumnBase {
  readonly type: 'date';
}

/**
 * `YYYY-MM-DDTHH:MM:SS[.f]` (a space may stand for the T), one to six fraction digits, then `Z` or an offset
 * `±HH:MM` up to 14:00; capitals only; never without offset. An instant that exists (no 24:00, no leap second),
 * years 0001 to 9999 before and after conversion. The value is UTC with microseconds:
 * `2026-01-31T09:30:00.000000Z`.
 */
export interface TimestampColumn extends ColumnBase {
  readonly type: 'timestamp';
}

/**
 * Items split at each `separator`, of any text but the empty one; at least one item, so neither the empty text nor
 * a leading, trailing or doubled separator. There is no quoting, and nothing is trimmed from an item. From JSON
 * also a non-empty array of strings none of which contains the separator. The value is a JSON array as text, as
 * `JSON.stringify` writes it.
 */
export interface ListColumn extends ColumnBase {
  readonly type: 'list';
  /** One ASCII character. */
  readonly separator: string;
  /** Of the whole field as text; at most 10900. */
  readonly maxBytes: number;
}

/**
 * One JSON value as of RFC 8259 and `JSON.parse`: scalars count, blanks around and between are accepted, comments,
 * trailing commas, single quotes and NaN are not. Beyond that, so that SUPER can hold it (`is-json.ts`): arrays
 * and objects are nested at most 1,000 deep; numbers are of any length, but not beyond the largest double
 * (`1e400`); no escape stands for a character that text must not have (`\u0000`, a lone surrogate, `\ufffe`,
 * `\uffff`). Repeated keys are accepted and stay in the text. The value is the text as it stands.
 *
 * Of a JSON record, a string is JSON text itself (the string `abc` is not, `"abc"` in quotes is); an object, array,
 * number or boolean is `JSON.stringify` of it, so without blanks and without repeated keys. Null is null; the text
 * `null` is the JSON value null unless it is a null token.
 */
export interface JsonColumn extends ColumnBase {
  readonly type: 'json';
  /** At most 65535. */
  readonly maxBytes: number;
}
