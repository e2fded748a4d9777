import { rejectsLayout } from '@sluice/redshift-loading';
import type { ParquetPart } from './cleaning-result.js';
import {
  columnVectors,
  RowGroup,
  type BytesVector,
  type Int32Vector,
  type Int64Vector,
} from './columns/column-vector.js';
import type { RejectCause } from './reject-cause.js';
import { printable, type Reject } from './reject.js';
import { parquetSink } from './sinks/parquet-sink.js';
import { defaultPartBytes, type RowSink } from './sinks/row-sink.js';

/** Writes rejects as Parquet parts, in redshift-loading's `rejectsLayout`. */
export class RejectTable {
  private readonly rows: RowGroup;
  private readonly sink: RowSink;
  private readonly source: Int32Vector;
  private readonly ordinal: Int64Vector;
  private readonly recordId: BytesVector;
  private readonly arrivedAt: Int64Vector;
  private readonly reason: BytesVector;
  private readonly column: BytesVector;
  private readonly rule: BytesVector;
  private readonly value: BytesVector;

  /** @param directory of the parts, `rejects-00000.parquet` and so on; none where there are no rejects */
  constructor(directory: string) {
    const columns = columnVectors(rejectsLayout);
    [
      this.source,
      this.ordinal,
      this.recordId,
      this.arrivedAt,
      this.reason,
      this.column,
      this.rule,
      this.value,
    ] = columns as [
      Int32Vector,
      Int64Vector,
      BytesVector,
      Int64Vector,
      BytesVector,
      BytesVector,
      BytesVector,
      BytesVector,
    ];
    this.rows = new RowGroup(columns);
    this.sink = parquetSink({
      directory,
      name: 'rejects',
      columns: rejectsLayout,
      partBytes: defaultPartBytes,
    });
  }

  /** @returns whether `flush` is due */
  add(
    { sourceNumber, ordinal, recordId, arrivedAt }: Reject,
    { cells }: RejectCause,
    value: string | null,
  ): boolean {
    this.source.append(sourceNumber);
    this.ordinal.appendNumber(ordinal);
    if (recordId === undefined) this.recordId.appendNull();
    else this.recordId.appendText(recordId);
    if (arrivedAt === undefined) this.arrivedAt.appendNull();
    else this.arrivedAt.appendText(new Date(arrivedAt).toISOString());
    appendAll(cells.reason, this.reason);
    if (cells.column === null) this.column.appendNull();
    else appendAll(cells.column, this.column);
    appendAll(cells.rule, this.rule);
    if (value === null) this.value.appendNull();
    else appendPrintable(value, this.value);
    return this.rows.isFull;
  }

  /** Writes the rejects since the last time. */
  async flush(): Promise<void> {
    await this.sink.write(this.rows);
    this.rows.clear();
  }

  /** Ends the last part; call once. */
  async finish(): Promise<readonly ParquetPart[]> {
    await this.flush();
    return this.sink.finish();
  }

  /** Gives up: removes all that was written. */
  abandon(): Promise<void> {
    return this.sink.abandon();
  }
}

const appendAll = (bytes: Buffer, vector: BytesVector): void => vector.appendBytes(bytes, 0, bytes.length);

function appendPrintable(text: string, vector: BytesVector): void {
  const start = vector.begin(text.length);
  const { bytes } = vector;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0 || code > 0x7f) return vector.appendText(printable(text));
    bytes[start + 4 + index] = code;
  }
  vector.end(start, text.length);
}
