import type { Value } from '@sluice/contracts';
import { CleaningEnvironmentError } from '../errors.js';

/** A column of a table to write: its name there and its type in DuckDB's spelling. */
export interface VectorColumn {
  readonly name: string;
  /** VARCHAR, INTEGER, BIGINT, DECIMAL(p,s) up to 18 digits, DOUBLE, BOOLEAN, DATE or TIMESTAMP. */
  readonly parquetType: string;
}

/** Rows that a vector has room for at first. */
export const firstRows = 1024;

/** The rows of a vector, as they can be handed to another thread; arrays may be longer than what is used of them. */
export interface VectorContent {
  readonly rows: number;
  readonly present: Uint8Array;
  /** Of a column of fixed size: the values. Of texts: their plain encoding. */
  readonly values: TypedValues;
  /** Of texts: how much of `values` is used, and where each row starts. */
  readonly texts?: { readonly length: number; readonly starts: Uint32Array<ArrayBuffer> };
}

/** The values of one column of a row group, in row order, ready for Parquet. Reused from group to group. */
export abstract class ColumnVector {
  rows = 0;
  /** By row: 1 where there is a value, 0 where there is null. */
  present: Uint8Array = new Uint8Array(firstRows);

  constructor(
    readonly column: VectorColumn,
    /** What every row takes, null or not; 0 where that differs. */
    readonly fixedBytes: number,
  ) {}

  /** Bytes that the rows take, about as Parquet's plain encoding writes them. */
  get sizeBytes(): number {
    return this.bytesBefore(this.rows);
  }

  /** Of `sizeBytes`, what the rows before this one take. */
  abstract bytesBefore(row: number): number;

  abstract appendNull(): void;

  /**
   * Appends a value by its travelling form as text (`row.ts` of contracts); of times also fewer fraction digits.
   * The general way: the typed `append` of each class is the fast one.
   * @throws {CleaningEnvironmentError} when the text is no value of the column's type
   */
  abstract appendText(canonical: string): void;

  /**
   * Appends a value as it travels (`Value` of contracts).
   * @throws {CleaningEnvironmentError} when it is no value of the column's type
   */
  appendValue(value: Value): void {
    if (value === null) this.appendNull();
    else this.appendText(String(value));
  }

  /**
   * A copy of all rows.
   * @param into memory of an earlier copy, used again where it is large enough
   */
  abstract copyContent(into?: VectorContent): VectorContent;

  /** Takes rows over in place of its own. */
  abstract takeContent(content: VectorContent): void;

  /** Takes the last row back; there must be one. */
  abstract undo(): void;

  /** Forgets all rows, and keeps the memory for the next ones. */
  abstract clear(): void;

  protected notOfType(text: string): CleaningEnvironmentError {
    const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
    const { name, parquetType } = this.column;
    return new CleaningEnvironmentError(`${name}: ${JSON.stringify(shown)} is no ${parquetType}`);
  }
}

type TypedValues = Int32Array | BigInt64Array | Float64Array | Uint8Array;

/** A column with a slot for every row; what stands in the slot of a null is left open. */
export abstract class TypedVector<Values extends TypedValues> extends ColumnVector {
  constructor(
    column: VectorColumn,
    public values: Values,
  ) {
    super(column, values.BYTES_PER_ELEMENT);
  }

  bytesBefore(row: number): number {
    return row * this.fixedBytes;
  }

  appendNull(): void {
    const row = this.rows;
    if (row === this.present.length) this.grow();
    this.present[row] = 0;
    this.rows = row + 1;
  }

  undo(): void {
    this.rows--;
  }

  clear(): void {
    this.rows = 0;
  }

  copyContent(into?: VectorContent): VectorContent {
    const { rows } = this;
    return {
      rows,
      present: copied(this.present, rows, into?.present),
      values: copied(this.values, rows, into?.values as Values | undefined),
    };
  }

  takeContent({ rows, present, values }: VectorContent): void {
    this.rows = rows;
    this.present = present;
    this.values = values as Values;
  }

  protected grow(): void {
    this.present = widened(this.present);
    this.values = widened(this.values);
  }
}

/** The first values, in memory of their own. */
export function copied<Values extends TypedValues | Uint32Array>(
  values: Values,
  count: number,
  into: Values | undefined,
): Values {
  const room =
    into && into.length >= count
      ? into
      : new (values.constructor as new (length: number) => Values)(Math.ceil(count * 1.25));
  room.set(values.subarray(0, count) as never);
  return room;
}

/** The same values with twice the room: what all rows cost stays linear. */
export function widened<Values extends TypedValues | Uint32Array>(values: Values): Values {
  const wider = new (values.constructor as new (length: number) => Values)(values.length * 2);
  wider.set(values as never);
  return wider;
}
