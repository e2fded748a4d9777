import CliTable from 'cli-table3';

/** A plain table; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumeric = head.map((_, index) => rows.every((row) => /^-?[\d,.]*%?$/.test(row[index] ?? '')));
  const cliTable = new CliTable({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: isNumeric.map((numeric) => (numeric && rows.length > 0 ? 'right' : 'left')),
  });
  cliTable.push(...rows.map((row) => [...row]));
  return cliTable.toString();
}

export const count = (value: number): string => value.toLocaleString('en-US');

/** `1 record`, `2,000 records`. */
export const counted = (value: number, what: string): string =>
  `${count(value)} ${what}${value === 1 ? '' : 's'}`;
