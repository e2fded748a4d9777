import type { UsedTable } from './sql/used-table.js';
import type { ReadRows } from './table-columns.js';

/** Rows of one table by DuckDB's numbers: words of 32 rows by their place, one bit for each row. */
export type RowSet = ReadonlyMap<number, number>;

/** Rows that a transaction has inserted itself are numbered from here until it commits. */
const FIRST_OWN_ROW = 36_028_797_018_960_000n;

/**
 * The rows that an UPDATE or DELETE is about to change, without those that its own transaction inserted.
 * @param rowNumbers the statement's query for them
 */
export const changedRows = async (rowNumbers: string, rows: ReadRows): Promise<RowSet> =>
  readRowSet(rowNumbers, rows);

/** All rows of a table. */
export const allRows = async (table: UsedTable, rows: ReadRows): Promise<RowSet> =>
  readRowSet(`SELECT rowid AS r FROM ${table.sql}`, rows);

export function intersects(one: RowSet, other: RowSet): boolean {
  const [fewer, more] = one.size <= other.size ? [one, other] : [other, one];
  for (const [place, bits] of fewer) if ((bits & (more.get(place) ?? 0)) !== 0) return true;
  return false;
}

export function union(one: RowSet | undefined, other: RowSet): RowSet {
  const all = new Map(one);
  for (const [place, bits] of other) all.set(place, (all.get(place) ?? 0) | bits);
  return all;
}

async function readRowSet(rowNumbers: string, rows: ReadRows): Promise<RowSet> {
  const words = await rows(
    `SELECT r >> 5 AS place, bit_or(1::BIGINT << (r & 31)) AS bits
     FROM (${rowNumbers}) WHERE r < ${FIRST_OWN_ROW} GROUP BY place`,
  );
  return new Map(words.map(({ place, bits }) => [Number(place), Number(bits) | 0]));
}
