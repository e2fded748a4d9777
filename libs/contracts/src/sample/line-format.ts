import type { Dataset } from '../dataset.js';

/** How the records of a delimited file are written. */
export interface LineFormat {
  /** Whether a text can stand in a field. */
  readonly isHeld: (text: string) => boolean;
  readonly line: (texts: readonly string[]) => string;
  /** A line that cannot be read as a record, for a stray carriage return. */
  readonly malformed: (texts: readonly string[]) => string;
}

/** @see https://www.rfc-editor.org/rfc/rfc4180 */
export function lineFormat({ file }: Dataset, format: 'tsv' | 'csv'): LineFormat {
  const delimiter = format === 'tsv' ? '\t' : file.csvDelimiter;
  const quote = format === 'tsv' ? file.tsvQuote : '"';
  const isOneField = new RegExp(`^[^\\r\\n${delimiter}]*$`);
  const isPlain = (text: string) => isOneField.test(text) && (quote === null || !text.includes(quote));
  const field = (text: string) =>
    quote === null || isPlain(text) ? text : `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
  const plain = (text: string) => (isPlain(text) ? text : 'x');
  return {
    isHeld: quote === null ? isPlain : () => true,
    // A lone empty field would be a blank line.
    line: (texts) =>
      texts.length === 1 && texts[0] === '' && quote !== null
        ? quote + quote
        : texts.map(field).join(delimiter),
    malformed: ([first = '', ...rest]) => [`${plain(first)}\rx`, ...rest.map(plain)].join(delimiter),
  };
}
