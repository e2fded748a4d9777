import { sourceColumns, type Dataset } from '@sluice/contracts';
import { FileFaultError } from './errors.js';

const delimiters: Readonly<Record<string, string>> = {
  '\t': 'tsv',
  ',': 'csv',
  ';': 'semicolons',
  '|': 'bars',
};

/**
 * Finds each column that the contract reads in a text file's header; the file's order is its own.
 * @param delimiter that the format has between names
 * @returns for each such column, in contract order, its position in the file
 * @throws {FileFaultError} when a column is missing, unknown or named twice
 */
export function readHeader(names: readonly string[], dataset: Dataset, delimiter: string): readonly number[] {
  const expected = sourceColumns(dataset).map(({ from }) => from);
  const isNamed = expected.some((name) => names.includes(name));
  if (!isNamed && expected.length > 0) throw noHeader(names, expected, delimiter);
  return matchColumns(names, expected);
}

/**
 * Finds each column of the contract among the names of a file's columns.
 * @param expected of the contract's columns, in its order
 * @returns for each of them its position in the file
 * @throws {FileFaultError} when a column is missing, unknown or named twice
 */
export function matchColumns(names: readonly string[], expected: readonly string[]): readonly number[] {
  const missing = expected.filter((name) => !names.includes(name));
  const extra = names.filter((name) => !expected.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (missing.length + extra.length + twice.length > 0) {
    const moved = movedColumns(names, expected);
    const differences = [
      ...(missing.length > 0 ? [`missing ${list(missing)}`] : []),
      ...(extra.length > 0 ? [`not in the contract ${list(extra)}`] : []),
      ...(twice.length > 0 ? [`named twice ${list([...new Set(twice)])}`] : []),
      ...(moved.length > 0 ? [`moved ${list(moved)} (which alone would be no fault)`] : []),
    ];
    throw new FileFaultError({
      code: 'header_drift',
      message: `the header is not the contract's: ${differences.join('; ')}: mend the file or change the contract`,
    });
  }
  return expected.map((name) => names.indexOf(name));
}

/** Columns that do not stand in the contract's order among those that both have. */
function movedColumns(names: readonly string[], expected: readonly string[]): string[] {
  const kept = [...new Set(names)].filter((name) => expected.includes(name));
  const inOrder = expected.filter((name) => names.includes(name));
  return kept.filter((name, index) => name !== inOrder[index]);
}

function noHeader(names: readonly string[], expected: readonly string[], delimiter: string): FileFaultError {
  const line = names.join(delimiter);
  const other = Object.keys(delimiters).find(
    (candidate) =>
      candidate !== delimiter && line.split(candidate).filter((name) => expected.includes(name)).length > 1,
  );
  if (other !== undefined)
    return new FileFaultError({
      code: 'not_the_format',
      message: `the header is separated by ${delimiters[other]}, the name says otherwise: rename or convert the file`,
    });
  if (/\r./.test(line))
    return new FileFaultError({
      code: 'not_the_format',
      message: 'the lines end with a carriage return alone: save the file with LF or CRLF line ends',
    });
  return new FileFaultError({
    code: 'header_missing',
    message: `the first line names no column of the contract: it must name ${list(expected)}`,
  });
}

const longestList = 12;

/** Names for people; a wrong file may hold thousands, or anything. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, longestList).map((name) => JSON.stringify(name.slice(0, 64)).slice(1, -1));
  return shown.join(', ') + (names.length > shown.length ? ` and ${names.length - shown.length} more` : '');
}
