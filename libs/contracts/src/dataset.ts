import type { Column } from './column.js';

/** A dataset's contract as its author writes it; `defineDataset` checks it and fills the defaults. */
export interface DatasetDefinition {
  /** Kebab case; also the first segment of its objects' keys in the landing bucket. */
  name: string;
  /** Counts up with every change of the contract; from 1. */
  version: number;
  description?: string;
  table: { schema: string; name: string; distKey?: string; sortKeys?: readonly string[] };
  columns: readonly Column[];
  /** Texts that stand for null in every column without its own, in files and streams alike. Default: `\N`. */
  nullTokens?: readonly string[];
  file?: Partial<FileFormat>;
  load: LoadMode;
  identity?: Identity;
  /** Share of bad records above which a whole file is bad; 0 to 1. Default: 0.1. */
  maxRejectRatio?: number;
}

/** How the dataset's files are written; ndjson and parquet files need no settings. */
export interface FileFormat {
  /** Of files whose name does not tell. */
  readonly format: FileFormatName;
  /** Quote character of tsv files, or null where quotes are ordinary characters. csv always quotes with `"`. */
  readonly tsvQuote: string | null;
  /** What stands between the fields of csv files. Default: a comma. */
  readonly csvDelimiter: CsvDelimiter;
}

export type FileFormatName = 'tsv' | 'csv' | 'ndjson' | 'parquet';

export type CsvDelimiter = ',' | ';' | '|' | '\t';

export type LoadMode =
  /** Every record is a row. */
  | { readonly mode: 'append' }
  /**
   * The newest version of each key is the row: by `versionColumn` if declared, else by arrival; then by record
   * identity.
   */
  | { readonly mode: 'upsert'; readonly key: readonly string[]; readonly versionColumn?: string };

export type Identity =
  /** Only redelivery of the same record is recognised (always on). */
  | { readonly kind: 'delivery' }
  /** Also a producer's own retry: the same values in these columns within the window are one event. */
  | { readonly kind: 'event'; readonly columns: readonly string[]; readonly windowSeconds: number };

/** A checked contract. */
export interface Dataset {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly table: {
    readonly schema: string;
    readonly name: string;
    readonly distKey?: string;
    readonly sortKeys: readonly string[];
  };
  readonly columns: readonly Column[];
  readonly nullTokens: readonly string[];
  readonly file: FileFormat;
  readonly load: LoadMode;
  readonly identity: Identity;
  readonly maxRejectRatio: number;
}
