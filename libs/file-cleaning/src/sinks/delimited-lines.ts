import { tableColumns, type Column, type Dataset, type TableColumn } from '@sluice/contracts';
import { BytesVector, type ColumnVector, type RowGroup } from '../columns/column-vector.js';
import type { ByteOutput } from './byte-output.js';
import { contractTexts, nullTokensOf } from './contract-texts.js';
import {
  appendByte,
  appendPlainBytes,
  appendPlainItems,
  appendString,
  byteSet,
  isWritten,
  lineFeed,
  type LineWriter,
} from './line-writer.js';
import { UnwritableValueError } from './unwritable-value-error.js';

export interface Delimited {
  /** One ASCII character. */
  readonly delimiter: string;
  /** The same; null where fields are never in quotes. */
  readonly quote: string | null;
}

/** How the dataset's files are delimited. */
export const delimitedForm = (format: 'tsv' | 'csv', { file }: Dataset): Delimited =>
  format === 'csv' ? { delimiter: file.csvDelimiter, quote: '"' } : { delimiter: '\t', quote: file.tsvQuote };

/** Types whose texts are digits, `-`, `+`, `.` and `e`, none of which is a delimiter or quote. */
const neverQuoted: ReadonlySet<Column['type']> = new Set(['integer', 'bigint', 'decimal', 'double', 'date']);

type Cell = (row: number, output: ByteOutput) => void;

/**
 * Lines of a tsv or csv file of the dataset, in the texts that its contract reads, without the columns that it derives.
 * Quoted is only what must be, as RFC 4180 has it; lines end with LF.
 */
export class DelimitedLines implements LineWriter {
  readonly header: string;
  private readonly columns: readonly TableColumn[];
  private readonly delimiterByte: number;

  constructor(
    private readonly dataset: Dataset,
    private readonly form: Delimited,
  ) {
    this.columns = tableColumns(dataset);
    this.delimiterByte = form.delimiter.charCodeAt(0);
    const names = this.columns.filter(isWritten).map(({ column }) => this.field(column.from, column));
    this.header = `${names.join(form.delimiter)}\n`;
  }

  append(rows: RowGroup, from: number, output: ByteOutput, maxBytes: number): number {
    const cells = this.columns.flatMap((column, index) =>
      isWritten(column) ? [this.cell(rows.columns[index] as ColumnVector, column)] : [],
    );
    const end = rows.rows;
    let row = from;
    do {
      for (let index = 0; index < cells.length; index++) {
        if (index > 0) appendByte(this.delimiterByte, output);
        (cells[index] as Cell)(row, output);
      }
      appendByte(lineFeed, output);
      row++;
    } while (row < end && output.length < maxBytes);
    return row;
  }

  private cell(vector: ColumnVector, { column }: TableColumn): Cell {
    const nullTokens = nullTokensOf(column, this.dataset.nullTokens);
    const [token] = nullTokens;
    const nullField = token === undefined ? undefined : this.field(token, column);
    const writeValue = this.valueCell(vector, column, contractTexts(vector, column, nullTokens));
    return (row, output) => {
      if (vector.present[row] === 1) writeValue(row, output);
      else if (nullField === undefined) throw unwritable(column, 'null, for which the contract has no text');
      else appendString(nullField, output);
    };
  }

  private valueCell(vector: ColumnVector, column: Column, textOf: (row: number) => string): Cell {
    const asField: Cell = (row, output) => appendString(this.field(textOf(row), column), output);
    if (column.mask === undefined && neverQuoted.has(column.type))
      return (row, output) => appendString(textOf(row), output);
    if (!(vector instanceof BytesVector)) return asField;
    const special = byteSet(Buffer.from(`\r\n${this.form.delimiter}${this.form.quote ?? ''}`));
    if (column.type === 'list' && column.mask === undefined) {
      const separator = column.separator.charCodeAt(0);
      return (row, output) => {
        if (!appendPlainItems(vector, row, separator, special, output)) asField(row, output);
      };
    }
    return (row, output) => {
      if (!appendPlainBytes(vector, row, special, output)) asField(row, output);
    };
  }

  /** A text as it stands in a file. */
  private field(text: string, column: Column): string {
    const { delimiter, quote } = this.form;
    if (quote === null) {
      const found = /[\t\n\r]/.exec(text)?.[0];
      if (found !== undefined)
        throw unwritable(column, `${controlNames[found]}, and tsv without quotes has no form for it`);
      return text;
    }
    const isPlain =
      !text.includes(quote) && !text.includes(delimiter) && !text.includes('\n') && !text.includes('\r');
    return isPlain ? text : `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
  }
}

const controlNames: Readonly<Record<string, string>> = {
  '\t': 'a tab',
  '\n': 'a line feed',
  '\r': 'a carriage return',
};

const unwritable = ({ name }: Column, what: string): UnwritableValueError =>
  new UnwritableValueError(`column "${name}" holds ${what}: write csv, ndjson or Parquet`);
