import type { ReasonCode } from '@sluice/contracts';

/** A Parquet file on disk. */
export interface ParquetPart {
  readonly path: string;
  readonly sizeBytes: number;
  readonly rows: number;
}

/** Gzip NDJSON of the bad records in ordinal order, one `QuarantinedRecord` a line. */
export interface QuarantineFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** One line of the quarantine file: everything needed to explain, mend and replay a record. */
export interface QuarantinedRecord {
  /** 0-based number of the record in its source; bad records count as well, the header does not. */
  readonly ordinal: number;
  /** Where the record came from, when whoever cleaned the file said so. */
  readonly source?: string;
  /** Of stream records. */
  readonly recordId?: string;
  readonly reason: string;
  readonly column: string | null;
  readonly rule: string;
  readonly value: string | null;
  /** The record's bytes without its line end, when they are UTF-8. */
  readonly raw?: string;
  /** The bytes as base64, when they are not. */
  readonly rawBase64?: string;
  /** Bytes of the whole record, where only the first `maxRecordBytes` are kept. */
  readonly rawBytes?: number;
  /** 1-based physical line at which it starts; of files. */
  readonly line?: number;
}

export const fileFaultCodes = [
  /** No bytes at all. */
  'empty_file',
  /** The first line names none of the contract's columns. */
  'header_missing',
  /** The first line lacks columns of the contract, or names more, or one twice. */
  'header_drift',
  /** The compressed data is cut short or damaged. */
  'corrupt_compression',
  /** The name promises another compression than the bytes show. */
  'wrong_compression',
  /** This runtime cannot read the compression. */
  'unsupported_compression',
  /** Not UTF-8. */
  'undecodable',
  /** The bytes are of another format than the name promises. */
  'not_the_format',
  /** More bad records than are allowed. */
  'too_many_rejects',
  /** Decompressed it is larger than `maxExpansion` lets it be. */
  'decompression_bomb',
  /** A Parquet file that is cut short, damaged, encrypted or of a kind that cannot be read. */
  'unreadable_parquet',
] as const;

/** Why a file as a whole is bad. It cannot succeed as it is: park it. */
export interface FileFault {
  readonly code: (typeof fileFaultCodes)[number];
  /** One line: what is wrong and what to do. */
  readonly message: string;
}

export type ReasonCounts = Partial<Record<ReasonCode, number>>;

/** What was written; empty arrays and no quarantine file where there was nothing to write. */
export interface WrittenRecords {
  readonly ok: true;
  readonly counts: { readonly clean: number; readonly rejected: number };
  /** Only those above 0. */
  readonly reasons: Readonly<Partial<Record<string, number>>>;
  /** In the order of the source; see `rowsLayout` of redshift-loading. */
  readonly rows: readonly ParquetPart[];
  /** In the order of the source; see `rejectsLayout` of redshift-loading. */
  readonly rejects: readonly ParquetPart[];
  readonly quarantine?: QuarantineFile;
}

/** A file of which every record is accounted for: `read = clean + rejected`. */
export interface CleanedFile extends WrittenRecords {
  readonly counts: { readonly read: number; readonly clean: number; readonly rejected: number };
  readonly reasons: Readonly<ReasonCounts>;
}

/** `ok: false`: the whole file is bad, nothing of it may be loaded, and nothing is left in the output directory. */
export type CleaningResult = CleanedFile | { readonly ok: false; readonly fault: FileFault };
