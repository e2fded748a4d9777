import { isUtf8 } from 'node:buffer';
import type { Dataset } from '@sluice/contracts';
import type { Dialect } from './dialect.js';
import { FileFaultError } from './errors.js';
import { readHeader } from './header.js';
import type { RecordCutter } from './record-cutter.js';

/** Of a first line that is no record, what is looked at to tell what it is. */
const longestHeader = 65_536;

/**
 * Finds the contract's columns in the first record of a tsv or csv file.
 * @returns for each column that reads the file, in contract order, its position there
 * @throws {FileFaultError}
 */
export function headerPositions(
  { data, start, end, fault, fieldCount, starts, ends }: RecordCutter,
  { delimiter, quote }: Dialect,
  dataset: Dataset,
): readonly number[] {
  if (!isUtf8(data.subarray(start, end)))
    throw new FileFaultError({
      code: 'undecodable',
      message: 'the header is not UTF-8: save the file as UTF-8',
    });
  const mark = String.fromCharCode(quote);
  const whole = [data.toString('utf8', start, Math.min(end, start + longestHeader))];
  const fields = Array.from({ length: fieldCount }, (_, index) => {
    const name = data.toString('utf8', starts[index], ends[index]);
    return quote < 0 ? name : name.replaceAll(mark + mark, mark);
  });
  return readHeader(fault === undefined ? fields : whole, dataset, String.fromCharCode(delimiter));
}
