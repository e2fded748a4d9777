/** A file that the demo lands. */
export interface SourceFile {
  readonly dataset: string;
  readonly path: string;
  /** What is known of it beforehand; undefined of the user's own. */
  readonly known: KnownFile | undefined;
}

export interface KnownFile {
  /** Good and bad. */
  readonly records: number;
  readonly faults: Faults;
  /** Different keys among the good ones: the rows of an upserted table. */
  readonly distinctKeys: number;
}

/** How many records were made bad in which way: by `reason` and, after a blank, the column, if it is one's fault. */
export type Faults = ReadonlyMap<string, number>;

export const faultKey = (reason: string, column: string | null): string =>
  column === null ? reason : `${reason} ${column}`;

export const badRecords = (faults: Faults): number =>
  [...faults.values()].reduce((sum, each) => sum + each, 0);

/** What a producer puts on the stream. */
export interface KnownRecords {
  readonly dataset: string;
  /** Everything that is put, repeats included; JSON. */
  readonly records: readonly string[];
  readonly faults: Faults;
  /** Good ones that the producer sent before. */
  readonly repeated: number;
}

export interface Samples {
  readonly main: SourceFile;
  /** The user's own file, where it is not `main`. */
  readonly own: SourceFile | undefined;
  /** Arrives while the warehouse fails. */
  readonly late: SourceFile;
  /** Has a column that its contract does not know in the place of one that it does. */
  readonly drifted: SourceFile;
  readonly stream: KnownRecords;
}
