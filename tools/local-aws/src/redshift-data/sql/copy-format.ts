/** How COPY reads text values. */
export interface TextConversion {
  /** Fields with this text are NULL. */
  readonly nullAs: string;
  readonly emptyAsNull: boolean;
  readonly blanksAsNull: boolean;
  /** As in the statement: a format, or `auto`. */
  readonly dateFormat: string;
  /** A format, `auto`, `epochsecs` or `epochmillisecs`. */
  readonly timeFormat: string;
}

export interface DelimitedFormat {
  readonly kind: 'delimited';
  readonly gzip: boolean;
  readonly delimiter: string;
  /** Absent in plain text, where quotes mean nothing. */
  readonly quote?: string;
  /** Lines to leave out at the top of each file. */
  readonly ignoreHeader: number;
  readonly ignoreBlankLines: boolean;
  readonly conversion: TextConversion;
}

export interface JsonFormat {
  readonly kind: 'json';
  readonly gzip: boolean;
  readonly ignoreCase: boolean;
  readonly conversion: TextConversion;
}

export type CopyFormat = { readonly kind: 'parquet' } | DelimitedFormat | JsonFormat;
