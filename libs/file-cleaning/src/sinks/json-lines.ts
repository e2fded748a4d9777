import { tableColumns, valueReader, type Dataset, type TableColumn } from '@sluice/contracts';
import {
  BooleanVector,
  BytesVector,
  DoubleVector,
  vectorTexts,
  type ColumnVector,
  type Int32Vector,
  type Int64Vector,
  type RowGroup,
} from '../columns/column-vector.js';
import { decimalShape } from '../columns/vector-types.js';
import type { ByteOutput } from './byte-output.js';
import { contractTexts, nullTokensOf } from './contract-texts.js';
import {
  appendByte,
  appendPlainBytes,
  appendString,
  byteSet,
  isWritten,
  lineFeed,
  type LineWriter,
} from './line-writer.js';

type Cell = (row: number, output: ByteOutput) => void;

const quote = 0x22;
/** What JSON escapes in a string. */
const escaped = byteSet([...Array(0x20).keys(), quote, 0x5c]);

/**
 * Lines of an ndjson file of the dataset: an object a line, keyed by source names, with every column that the contract
 * reads, so none that it derives. Numbers are
 * JSON numbers where reading them gives the same value again, else strings of their digits; lists are arrays; json
 * values are nested where reading them gives the same text again, else strings of it.
 */
export class JsonLines implements LineWriter {
  readonly header = '';
  private readonly columns: readonly TableColumn[];

  constructor(private readonly dataset: Dataset) {
    this.columns = tableColumns(dataset);
  }

  append(rows: RowGroup, from: number, output: ByteOutput, maxBytes: number): number {
    const cells = this.columns
      .flatMap((column, index) => (isWritten(column) ? [{ column, vector: rows.columns[index] }] : []))
      .map(({ column, vector }, place) => this.member(vector as ColumnVector, column, place === 0));
    const end = rows.rows;
    let row = from;
    do {
      for (let index = 0; index < cells.length; index++) (cells[index] as Cell)(row, output);
      appendString(cells.length === 0 ? '{}' : '}', output);
      appendByte(lineFeed, output);
      row++;
    } while (row < end && output.length < maxBytes);
    return row;
  }

  /** A column's name and value, and what stands before them. */
  private member(vector: ColumnVector, tableColumn: TableColumn, isFirst: boolean): Cell {
    const key = Buffer.from(`${isFirst ? '{' : ','}${JSON.stringify(tableColumn.column.from)}:`);
    const writeValue = this.valueCell(vector, tableColumn);
    return (row, output) => {
      output.append(key);
      if (vector.present[row] === 1) writeValue(row, output);
      else appendString('null', output);
    };
  }

  private valueCell(vector: ColumnVector, { column, parquetType }: TableColumn): Cell {
    const textOf = vectorTexts(vector);
    const nullTokens = nullTokensOf(column, this.dataset.nullTokens);
    const contractText = contractTexts(vector, column, nullTokens);
    const asIs: Cell = (row, output) => appendString(textOf(row), output);
    const asString: Cell = (row, output) => appendString(JSON.stringify(contractText(row)), output);
    if (vector instanceof BytesVector) {
      if (column.mask === undefined && column.type === 'list') return asIs;
      if (column.mask === undefined && column.type === 'json') {
        const read = valueReader(column, this.dataset.nullTokens);
        return (row, output) => (isNestable(textOf(row), read) ? asIs : asString)(row, output);
      }
      return (row, output) => {
        const start = output.length;
        appendByte(quote, output);
        if (appendPlainBytes(vector, row, escaped, output)) return appendByte(quote, output);
        output.length = start;
        asString(row, output);
      };
    }
    if (vector instanceof BooleanVector) return asIs;
    if (parquetType === 'DATE' || parquetType === 'TIMESTAMP') return asString;
    const isExact =
      vector instanceof DoubleVector ? () => true : exactNumbers(decimalShape(parquetType)?.scale);
    const numbers = (vector as Int32Vector | Int64Vector | DoubleVector).values;
    return (row, output) => {
      const isNumber = isExact(Number(numbers[row])) && !nullTokens.has(String(Number(textOf(row))));
      (isNumber ? asIs : asString)(row, output);
    };
  }
}

/** Digits that every double keeps. */
const exactUnits = 1e15;

/** Whether JSON.parse gives a number that prints as these digits again; `scale` of a decimal's unscaled value. */
function exactNumbers(scale: number | undefined): (value: number) => boolean {
  if (scale === undefined) return Number.isSafeInteger;
  // Smaller numbers print with an exponent, which is no decimal's form.
  const smallest = 10 ** Math.max(0, scale - 6);
  return (unscaled) => unscaled === 0 || (Math.abs(unscaled) >= smallest && Math.abs(unscaled) < exactUnits);
}

function isNestable(text: string, read: ReturnType<typeof valueReader>): boolean {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'string') return false;
  const reading = read(parsed);
  return 'value' in reading && reading.value === text;
}
