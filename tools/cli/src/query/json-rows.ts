import type { Result, Value } from '@sluice/redshift-data-api';

/** Types whose digits come as text, because a double could lose some. */
const exactNumbers = new Set(['numeric', 'decimal', 'int8', 'bigint']);
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * A result as one line of JSON: an array of objects by column name. Numbers are numbers, with every digit that the
 * warehouse gave; SUPER and times are texts, as it gave them.
 */
export function jsonRows({ columns, rows }: Result): string {
  const labels = columns.map(({ name }) => JSON.stringify(name));
  const objects = rows.map((row) => {
    const cells = row.map(
      (value, index) => `${labels[index]}:${jsonCell(value, columns[index]?.typeName ?? '')}`,
    );
    return `{${cells.join(',')}}`;
  });
  return `[${objects.join(',')}]`;
}

function jsonCell(value: Value, typeName: string): string {
  const isNumber =
    typeof value === 'string' && exactNumbers.has(typeName.toLowerCase()) && jsonNumber.test(value);
  return isNumber ? value : JSON.stringify(value);
}
