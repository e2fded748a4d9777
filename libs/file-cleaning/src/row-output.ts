import { tableColumns, type Dataset } from '@sluice/contracts';
import { rowsLayout } from '@sluice/redshift-loading';
import {
  columnVectors,
  RowGroup,
  type BytesVector,
  type ColumnVector,
  type Int32Vector,
  type Int64Vector,
} from './columns/column-vector.js';
import { parquetSink } from './sinks/parquet-sink.js';
import type { Part, RowSink } from './sinks/row-sink.js';
import { textSink } from './sinks/text-sink.js';

/** What the clean rows are written as. */
export type OutputLayout =
  /** Parquet for the loader: redshift-loading's `rowsLayout`. */
  | { readonly layout: 'staged' }
  /** The table's columns alone; as text without those that are derived, so that it is again a file of the dataset. */
  | {
      readonly layout: 'table';
      readonly format: 'parquet' | 'tsv' | 'csv' | 'ndjson';
      /** Of text. Default: false. */
      readonly gzip?: boolean;
      /** A part even where there are no rows. Default: false. */
      readonly always?: boolean;
    };

export interface RowOutputOptions {
  readonly dataset: Dataset;
  readonly output: OutputLayout;
  readonly outputDirectory: string;
  readonly sourceNumber: number;
  readonly partBytes: number;
}

/** Rows between two looks at whether the group is full; fixed, so that groups end at the same rows on every run. */
const rowsBetweenLooks = 16;

/**
 * Where clean rows go. Whoever judges a record appends its values to `vectors`, one to each, then calls `endRow`;
 * when that says so, `flush` is due.
 */
export class RowOutput {
  /** Of the table's columns, by name. */
  readonly vectors: ReadonlyMap<string, ColumnVector>;
  private readonly identity: Identity | undefined;
  private readonly group: RowGroup;
  private readonly sink: RowSink;
  private sinceLook = 0;

  constructor(options: RowOutputOptions) {
    const columns = tableColumns(options.dataset);
    const vectors = columnVectors(columns);
    this.vectors = new Map(vectors.map((vector) => [vector.column.name, vector]));
    this.identity =
      options.output.layout === 'staged' ? new Identity(options.dataset, options.sourceNumber) : undefined;
    this.group = new RowGroup([...(this.identity?.vectors ?? []), ...vectors]);
    this.sink = sinkOf(
      options,
      this.group.columns.map(({ column }) => column),
    );
  }

  /** @returns whether the group is full */
  endRow(ordinal: number): boolean {
    this.identity?.append(ordinal);
    if (++this.sinceLook < rowsBetweenLooks) return false;
    this.sinceLook = 0;
    return this.group.isFull;
  }

  /** Writes the rows since the last time. */
  async flush(): Promise<void> {
    const { rows, columns } = this.group;
    if (rows === 0) return;
    const uneven = columns.find((vector) => vector.rows !== rows);
    if (uneven) throw new RangeError(`${uneven.column.name} has ${uneven.rows} values in ${rows} rows`);
    await this.sink.write(this.group);
    this.group.clear();
  }

  async finish(): Promise<readonly Part[]> {
    await this.flush();
    return this.sink.finish();
  }

  abandon(): Promise<void> {
    return this.sink.abandon();
  }
}

/** The columns that tell a file's records apart; those of a stream's stay null. */
class Identity {
  readonly vectors: readonly ColumnVector[];
  private readonly source: Int32Vector;
  private readonly ordinal: Int64Vector;
  private readonly recordId: BytesVector;
  private readonly arrivedAt: Int64Vector;

  constructor(
    dataset: Dataset,
    private readonly sourceNumber: number,
  ) {
    this.vectors = columnVectors(rowsLayout(dataset).slice(0, 4));
    [this.source, this.ordinal, this.recordId, this.arrivedAt] = this.vectors as [
      Int32Vector,
      Int64Vector,
      BytesVector,
      Int64Vector,
    ];
  }

  append(ordinal: number): void {
    this.source.append(this.sourceNumber);
    this.ordinal.appendNumber(ordinal);
    this.recordId.appendNull();
    this.arrivedAt.appendNull();
  }
}

function sinkOf(
  { output, outputDirectory: directory, partBytes, dataset }: RowOutputOptions,
  columns: readonly ColumnVector['column'][],
): RowSink {
  const options = { directory, name: 'rows', partBytes };
  if (output.layout === 'staged') return parquetSink({ ...options, columns });
  const { format, gzip = false, always = false } = output;
  return format === 'parquet'
    ? parquetSink({ ...options, columns, always })
    : textSink({ ...options, dataset, format, gzip, always });
}
