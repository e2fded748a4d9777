import {
  columnFault,
  deriver,
  maskValue,
  preview,
  sourceColumns,
  sourcesOf,
  valueReader,
  type Dataset,
  type Fault,
  type Sha256Hex,
  type Value,
} from '@sluice/contracts';
import { carriageReturn, lineFeed, type ByteWindow } from '../byte-window.js';
import type { ColumnVector } from '../columns/column-vector.js';
import { delimiterName, type Dialect } from '../dialect.js';
import type { RecordCutter } from '../record-cutter.js';
import { maxRecordBytes } from '../record-limit.js';
import { fieldTaker, type FieldTaker } from './field-taker.js';
import { StopBytes } from './stop-bytes.js';

export interface RecordJudgeOptions {
  readonly dataset: Dataset;
  readonly dialect: Dialect;
  /** For each column that reads the source, in contract order, its position in the file. */
  readonly positions: readonly number[];
  /** By column's name, where good values go; a column of the contract without a vector is only judged. */
  readonly vectors: ReadonlyMap<string, ColumnVector>;
  readonly sha256Hex: Sha256Hex;
  /** A test passes lax ones to see them caught. */
  readonly takerOf?: typeof fieldTaker;
}

/**
 * Judges records where they stand in the window, and appends the values of good ones to the columns' vectors.
 *
 * Two ways, of which the first is fast and the second exact. `takeLine` takes a good record from its bytes and gives
 * up on everything else, without a reason. `judge` asks the contract's own readers, in contract order, of a record that
 * is cut already. So what is valid stands in the contract alone. Derived columns are made by the contract in both ways.
 */
export class RecordJudge {
  private readonly columns;
  /** Those that are derived, in contract order. */
  private readonly derived;
  /** Of the record at hand, canonical and not masked, by position in the contract; of those that others derive from. */
  private readonly values: Value[] = [];
  private readonly fieldCount: number;
  private readonly delimiter: number;
  private readonly quote: number;
  /** In file order: takers of fields as they stand, of fields in quotes, and the vectors that they append to. */
  private readonly takers: FieldTaker[] = [];
  private readonly quotedTakers: FieldTaker[] = [];
  private readonly vectors: (ColumnVector | undefined)[] = [];
  private readonly showsRecords: boolean;

  constructor({ dataset, dialect, positions, vectors, sha256Hex, takerOf = fieldTaker }: RecordJudgeOptions) {
    const { delimiter, quote } = dialect;
    const sources = sourceColumns(dataset);
    const read = new Set(dataset.columns.flatMap(({ derive }) => (derive ? sourcesOf(derive) : [])));
    this.fieldCount = sources.length;
    this.delimiter = delimiter;
    this.quote = quote;
    this.showsRecords = dataset.columns.every(({ mask }) => mask === undefined);
    this.columns = dataset.columns.map((column, index) => ({
      column,
      index,
      position: positions[sources.indexOf(column)] as number,
      derive: column.derive && deriver(column.derive, dataset.columns),
      vector: vectors.get(column.name),
      read: valueReader(column, dataset.nullTokens),
      mask: (value: Value) => maskValue(column, value, sha256Hex),
      faultOf: columnFault(column),
    }));
    const plain = new StopBytes([delimiter, carriageReturn, quote]);
    const quoted = new StopBytes([quote]);
    this.derived = this.columns.filter(({ derive }) => derive !== undefined);
    for (const { column, index, position, vector, derive } of this.columns) {
      if (derive) continue;
      const keep = read.has(column.name) ? (value: Value) => (this.values[index] = value) : undefined;
      const options = { column, nullTokens: dataset.nullTokens, vector, sha256Hex, keep };
      this.takers[position] = takerOf({ ...options, stops: plain });
      this.quotedTakers[position] = takerOf({ ...options, stops: quoted });
      this.vectors[position] = vector;
    }
  }

  /**
   * Takes the record that starts at the window's position, in clean text, when it is good and on one line.
   * @returns where the next record starts; -1 when this one needs to be cut and judged
   */
  takeLine(window: ByteWindow): number {
    const { takers, quotedTakers, delimiter, quote } = this;
    const { bytes, view, position } = window;
    const last = takers.length - 1;
    let at = position;
    for (let index = 0; index <= last; index++) {
      if (bytes[at] === quote) {
        at = (quotedTakers[index] as FieldTaker)(bytes, view, at + 1);
        if (at < 0) return this.giveUp(index);
        if (bytes[at++] !== quote) return this.giveUp(index + 1);
      } else {
        at = (takers[index] as FieldTaker)(bytes, view, at);
        if (at < 0) return this.giveUp(index);
      }
      if (index < last && bytes[at++] !== delimiter) return this.giveUp(index + 1);
    }
    const isLong = at - position > maxRecordBytes;
    if (bytes[at] === carriageReturn) at++;
    if (isLong || bytes[at] !== lineFeed || at >= window.length || last < 0) return this.giveUp(last + 1);
    return this.derived.length === 0 || this.appendDerived() ? at + 1 : this.giveUp(last + 1);
  }

  /** @returns whether all of them are good; otherwise nothing is appended */
  private appendDerived(): boolean {
    for (const [index, { derive, read, vector, mask }] of this.derived.entries()) {
      const reading = read(derive?.(this.values));
      if ('reason' in reading) {
        for (const { vector: filled } of this.derived.slice(0, index)) filled?.undo();
        return false;
      }
      vector?.appendValue(mask(reading.value));
    }
    return true;
  }

  /** Judges a record that is cut; its values are appended unless there is a fault. */
  judge(record: RecordCutter): Fault | undefined {
    if (record.fault !== undefined) return this.recordFault(record, 'malformed_record', record.fault);
    if (record.fieldCount !== this.fieldCount) {
      const rule = fieldCountRule(this.fieldCount, this.delimiter, record.fieldCount);
      return this.recordFault(record, 'field_count', rule);
    }
    for (const { index, position, derive, read, vector, mask, faultOf } of this.columns) {
      const text = derive ? derive(this.values) : fieldText(record, position, this.quote);
      const reading = read(text);
      if ('reason' in reading) {
        for (const { vector: filled } of this.columns.slice(0, index)) filled?.undo();
        return faultOf(reading.reason, text);
      }
      this.values[index] = reading.value;
      vector?.appendValue(mask(reading.value));
    }
    return undefined;
  }

  /** A fault of the record as a whole; its text is shown unless a column of it is masked. */
  private recordFault({ data, start, end }: RecordCutter, reason: Fault['reason'], rule: string): Fault {
    const text = this.showsRecords
      ? preview(data.toString('utf8', start, Math.min(end, start + 1024)))
      : null;
    return { reason, column: null, rule, value: text };
  }

  private giveUp(taken: number): -1 {
    for (let index = 0; index < taken; index++) this.vectors[index]?.undo();
    return -1;
  }
}

/** The rule of a record that has another number of fields than the contract. */
export const fieldCountRule = (expected: number, delimiter: number, found: number): string =>
  `${expected} fields separated by ${delimiterName(delimiter)}, not ${found}`;

/** A field of a record that is cut, without the quotes around it and inside. */
export function fieldText(
  { data, starts, ends, doubled }: RecordCutter,
  position: number,
  quoteByte: number,
): string {
  const text = data.toString('utf8', starts[position], ends[position]);
  if (doubled[position] === 0) return text;
  const quote = String.fromCharCode(quoteByte);
  return text.replaceAll(quote + quote, quote);
}
