import type { Dataset } from '@sluice/contracts';
import { FileFaultError } from './errors.js';

const delimiters: Readonly<Record<string, string>> = {
  '\t': 'tsv',
  ',': 'csv',
  ';': 'semicolons',
  '|': 'bars',
};

/**
 * Finds each column of the contract in a file's header; the file's order is its own.
 * @param delimiter that the format has between names
 * @returns for each column, in contract order, its position in the file
 * @throws {FileFaultError} when a column is missing, unknown or named twice
 */
export function readHeader(names: readonly string[], dataset: Dataset, delimiter: string): readonly number[] {
  const expected = dataset.columns.map(({ from }) => from);
  const missing = expected.filter((name) => !names.includes(name));
  const extra = names.filter((name) => !expected.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (missing.length === expected.length && expected.length > 0) throw noHeader(names, dataset, delimiter);
  const differences = [
    ...(missing.length > 0 ? [`missing ${list(missing)}`] : []),
    ...(extra.length > 0 ? [`not in the contract ${list(extra)}`] : []),
    ...(twice.length > 0 ? [`named twice ${list([...new Set(twice)])}`] : []),
  ];
  if (differences.length > 0)
    throw new FileFaultError({
      code: 'header_drift',
      message: `the header is not the contract's: ${differences.join('; ')}: mend the file or change the contract`,
    });
  return expected.map((name) => names.indexOf(name));
}

function noHeader(names: readonly string[], dataset: Dataset, delimiter: string): FileFaultError {
  const line = names.join(delimiter);
  const expected = dataset.columns.map(({ from }) => from);
  const other = Object.keys(delimiters).find(
    (candidate) =>
      candidate !== delimiter && line.split(candidate).filter((name) => expected.includes(name)).length > 1,
  );
  if (other !== undefined)
    return new FileFaultError({
      code: 'not_the_format',
      message: `the header is separated by ${delimiters[other]}, the name says otherwise: rename or convert the file`,
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
