import {
  columnFault,
  maskValue,
  preview,
  valueReader,
  type Dataset,
  type Fault,
  type Sha256Hex,
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
  /** For each column in contract order its position in the file. */
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
 * is cut already. So what is valid stands in the contract alone.
 */
export class RecordJudge {
  private readonly columns;
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
    this.fieldCount = dataset.columns.length;
    this.delimiter = delimiter;
    this.quote = quote;
    this.showsRecords = dataset.columns.every(({ mask }) => mask === undefined);
    this.columns = dataset.columns.map((column, index) => ({
      column,
      position: positions[index] as number,
      vector: vectors.get(column.name),
      read: valueReader(column, dataset.nullTokens),
      mask: (value: Parameters<typeof maskValue>[1]) => maskValue(column, value, sha256Hex),
      faultOf: columnFault(column),
    }));
    const plain = new StopBytes([delimiter, carriageReturn, quote]);
    const quoted = new StopBytes([quote]);
    for (const { column, position, vector } of this.columns) {
      const options = { column, nullTokens: dataset.nullTokens, vector, sha256Hex };
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
    return at + 1;
  }

  /** Judges a record that is cut; its values are appended unless there is a fault. */
  judge(record: RecordCutter): Fault | undefined {
    if (record.fault !== undefined) return this.recordFault(record, 'malformed_record', record.fault);
    if (record.fieldCount !== this.fieldCount) {
      const rule = `${this.fieldCount} fields separated by ${delimiterName(this.delimiter)}, not ${record.fieldCount}`;
      return this.recordFault(record, 'field_count', rule);
    }
    for (const [index, { position, read, vector, mask, faultOf }] of this.columns.entries()) {
      const text = this.fieldText(record, position);
      const reading = read(text);
      if ('reason' in reading) {
        for (const { vector: filled } of this.columns.slice(0, index)) filled?.undo();
        return faultOf(reading.reason, text);
      }
      vector?.appendValue(mask(reading.value));
    }
    return undefined;
  }

  private fieldText({ data, starts, ends, doubled }: RecordCutter, position: number): string {
    const text = data.toString('utf8', starts[position], ends[position]);
    if (doubled[position] === 0) return text;
    const quote = String.fromCharCode(this.quote);
    return text.replaceAll(quote + quote, quote);
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
