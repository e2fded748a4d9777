import type { Column } from './column.js';

/** A dataset's contract as its author writes it; `defineDataset` checks it and fills the defaults. */
export interface DatasetDefinition {
  /** Kebab case; also the first segment of its objects' keys in the landing bucket. */
  name: string;
  /** Counts up with every change of the contract; from 1. */
  version: number;
  /**
   * Oldest version whose stream records and row batches are still read, by this contract; 1 to `version`. Older ones are
   * refused (`outdated_contract_version`). Default: 1: `contract check` refuses a change that records of older versions
   * would not survive, until this is raised.
   */
  acceptsFrom?: number;
  description?: string;
  table: {
    schema: string;
    name: string;
    /** Column whose values decide the slice of a row. Default: Redshift chooses. */
    distKey?: string;
    /** Instead of a dist key: a copy on each node, for small tables that are joined a lot, or round robin. */
    distStyle?: DistStyle;
    /** Default: `_arrived_at`. */
    sortKeys?: readonly string[];
    /** Compression by column. Default: Redshift chooses, and keeps choosing as the table grows. */
    encodings?: Readonly<Record<string, Encoding>>;
  };
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

export type DistStyle = 'all' | 'even';

/** Of a column, as `ENCODE` names it: https://docs.aws.amazon.com/redshift/latest/dg/c_Compression_encodings.html */
export type Encoding = (typeof encodings)[number];

export const encodings = [
  'raw',
  'az64',
  'bytedict',
  'delta',
  'delta32k',
  'lzo',
  'mostly8',
  'mostly16',
  'mostly32',
  'runlength',
  'text255',
  'text32k',
  'zstd',
] as const;

export type LoadMode =
  /** Every record is a row. */
  | { readonly mode: 'append' }
  /**
   * The newest version of each key is the row: by `versionColumn` if declared, else by arrival; then by record
   * identity. `tombstoneColumn` says with TRUE that the key is gone: such a row stays, so that older data cannot
   * bring the key back, and the view `<table>__live` leaves it out.
   */
  | {
      readonly mode: 'upsert';
      readonly key: readonly string[];
      readonly versionColumn?: string;
      readonly tombstoneColumn?: string;
    }
  /**
   * Each file is the whole table: the newest replaces all rows at once, an older one that comes late is superseded.
   * A file without a clean row is parked, unless `allowEmpty` says that it may empty the table.
   */
  | { readonly mode: 'replace'; readonly allowEmpty?: boolean };

export type Identity =
  /** Only redelivery of the same record is recognised (always on). */
  | { readonly kind: 'delivery' }
  /** Also a producer's own retry: the same values in these columns within the window are one event. */
  | { readonly kind: 'event'; readonly columns: readonly string[]; readonly windowSeconds: number };

/** A checked contract. */
export interface Dataset {
  readonly name: string;
  readonly version: number;
  /** Oldest version whose stream records and row batches this contract reads, with the same values. */
  readonly acceptsFrom: number;
  readonly description: string;
  readonly table: {
    readonly schema: string;
    readonly name: string;
    readonly distKey?: string;
    readonly distStyle?: DistStyle;
    readonly sortKeys: readonly string[];
    readonly encodings?: Readonly<Record<string, Encoding>>;
  };
  readonly columns: readonly Column[];
  readonly nullTokens: readonly string[];
  readonly file: FileFormat;
  readonly load: LoadMode;
  readonly identity: Identity;
  readonly maxRejectRatio: number;
}
