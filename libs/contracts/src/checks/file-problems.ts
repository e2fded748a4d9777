import type { DatasetDefinition } from '../dataset.js';

const delimiters: readonly string[] = [',', ';', '|', '\t'];

/** What is wrong with how a dataset's files are written. */
export function fileProblems({ file, columns }: DatasetDefinition, nullTokens: readonly string[]): string[] {
  const { format = 'tsv', tsvQuote = null, csvDelimiter = ',' } = file ?? {};
  const lists = columns.filter((column) => column.type === 'list');
  return [
    ...(['tsv', 'csv', 'ndjson', 'parquet'].includes(format)
      ? []
      : ['file.format is tsv, csv, ndjson or parquet']),
    ...(delimiters.includes(csvDelimiter) ? [] : ['file.csvDelimiter is a comma, semicolon, bar or tab']),
    ...(format === 'csv'
      ? lists
          .filter(({ separator }) => separator === csvDelimiter)
          .map(({ name }) => `column "${name}": its separator is the file’s delimiter`)
      : []),
    ...(tsvQuote === null ? [] : quoteProblems(tsvQuote)),
    ...lists
      .filter(({ separator }) => separator === tsvQuote)
      .map(({ name }) => `column "${name}": its separator is file.tsvQuote`),
    ...[...nullTokens, ...columns.flatMap((column) => column.nullTokens ?? [])]
      .filter((token) => tsvQuote !== null && token.startsWith(tsvQuote))
      .map((token) => `null token ${JSON.stringify(token)} begins with file.tsvQuote`),
  ];
}

/** Letters, digits, signs and dots begin ordinary values. */
const quoteProblems = (quote: string): string[] =>
  /^[!-,/:-@[-`{-~]$/.test(quote) && quote !== '+'
    ? []
    : ['file.tsvQuote is one punctuation character of ASCII other than + - .'];
