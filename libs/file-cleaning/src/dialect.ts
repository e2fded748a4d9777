import type { Dataset } from '@sluice/contracts';
import type { FileFormat } from './file-format.js';

/** How records are written as bytes; -1 stands for a character that there is none of. */
export interface Dialect {
  /** Byte between fields; -1 where a line is one field. */
  readonly delimiter: number;
  /** Byte around fields that may hold anything; -1 where quotes are ordinary characters. */
  readonly quote: number;
}

/** Lines of one field, in which a carriage return is ordinary but at the end. */
export const plainLines: Dialect = { delimiter: -1, quote: -1 };

/** The dialect of a dataset's tsv and csv files. */
export function dialectOf(format: FileFormat['format'], { file }: Dataset): Dialect {
  if (format === 'csv') return { delimiter: file.csvDelimiter.charCodeAt(0), quote: 0x22 };
  return { delimiter: 0x09, quote: file.tsvQuote === null ? -1 : file.tsvQuote.charCodeAt(0) };
}

const names: Readonly<Record<string, string>> = {
  '\t': 'tabs',
  ',': 'commas',
  ';': 'semicolons',
  '|': 'bars',
};

/** What stands between the fields, in words. */
export const delimiterName = (delimiter: number): string =>
  names[String.fromCharCode(delimiter)] ?? 'delimiters';
