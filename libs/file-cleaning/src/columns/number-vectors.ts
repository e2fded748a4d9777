import type { Value } from '@sluice/contracts';
import { firstRows, TypedVector, type VectorColumn, type VectorContent } from './typed-vector.js';
import { int32Reader, int64Reader, readDouble } from './value-texts.js';

/** INTEGER; DATE as days since 1970-01-01; DECIMAL of up to 9 digits as the count of its smallest unit. */
export class Int32Vector extends TypedVector<Int32Array> {
  private readonly read: (text: string) => number | undefined;
  private readonly isInteger: boolean;

  constructor(column: VectorColumn) {
    super(column, new Int32Array(firstRows));
    this.read = int32Reader(column.parquetType);
    this.isInteger = column.parquetType === 'INTEGER';
  }

  /** Appends a value that fits the type. */
  append(value: number): void {
    const row = this.rows;
    if (row === this.present.length) this.grow();
    this.present[row] = 1;
    this.values[row] = value;
    this.rows = row + 1;
  }

  override appendValue(value: Value): void {
    if (this.isInteger && typeof value === 'number' && value === (value | 0)) this.append(value);
    else super.appendValue(value);
  }

  appendText(canonical: string): void {
    const value = this.read(canonical);
    if (value === undefined) throw this.notOfType(canonical);
    this.append(value);
  }
}

/** BIGINT; TIMESTAMP as microseconds since 1970 in UTC; DECIMAL of 10 to 18 digits as for Int32Vector. */
export class Int64Vector extends TypedVector<BigInt64Array> {
  private readonly read: (text: string) => number | bigint | undefined;
  /** The values as pairs of 32 bits, the low one first. */
  private halves: Int32Array;

  constructor(column: VectorColumn) {
    const values = new BigInt64Array(firstRows);
    super(column, values);
    this.halves = new Int32Array(values.buffer);
    this.read = int64Reader(column.parquetType);
  }

  /** Appends a value that fits the type. */
  append(value: bigint): void {
    const row = this.rows;
    if (row === this.present.length) this.grow();
    this.present[row] = 1;
    this.values[row] = value;
    this.rows = row + 1;
  }

  /** Appends a safe integer that fits the type, without a bigint on the way. */
  appendNumber(value: number): void {
    const row = this.rows;
    if (row === this.present.length) this.grow();
    this.present[row] = 1;
    // Storing takes a number modulo 2^32, which is the low half in two's complement.
    this.halves[2 * row] = value;
    this.halves[2 * row + 1] = Math.floor(value / 4294967296);
    this.rows = row + 1;
  }

  appendText(canonical: string): void {
    const value = this.read(canonical);
    if (value === undefined) throw this.notOfType(canonical);
    if (typeof value === 'number') this.appendNumber(value);
    else this.append(value);
  }

  override takeContent(content: VectorContent): void {
    super.takeContent(content);
    this.halves = new Int32Array(this.values.buffer);
  }

  protected override grow(): void {
    super.grow();
    this.halves = new Int32Array(this.values.buffer);
  }
}

/** DOUBLE. */
export class DoubleVector extends TypedVector<Float64Array> {
  constructor(column: VectorColumn) {
    super(column, new Float64Array(firstRows));
  }

  append(value: number): void {
    const row = this.rows;
    if (row === this.present.length) this.grow();
    this.present[row] = 1;
    this.values[row] = value;
    this.rows = row + 1;
  }

  override appendValue(value: Value): void {
    if (typeof value === 'number' && Number.isFinite(value)) this.append(value);
    else super.appendValue(value);
  }

  appendText(canonical: string): void {
    const value = readDouble(canonical);
    if (value === undefined) throw this.notOfType(canonical);
    this.append(value);
  }
}

/** BOOLEAN, a byte for each row: 1 is true. */
export class BooleanVector extends TypedVector<Uint8Array> {
  constructor(column: VectorColumn) {
    super(column, new Uint8Array(firstRows));
  }

  append(value: boolean): void {
    const row = this.rows;
    if (row === this.present.length) this.grow();
    this.present[row] = 1;
    this.values[row] = value ? 1 : 0;
    this.rows = row + 1;
  }

  override appendValue(value: Value): void {
    if (typeof value === 'boolean') this.append(value);
    else super.appendValue(value);
  }

  appendText(canonical: string): void {
    if (canonical !== 'true' && canonical !== 'false') throw this.notOfType(canonical);
    this.append(canonical === 'true');
  }
}
