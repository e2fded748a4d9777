import { usageError } from '../cli-error.js';
import type { Target } from '../target/resolve-target.js';
import { warehouseOf } from '../target/target-clients.js';
import { table } from '../terminal/table.js';
import { jsonRows } from './json-rows.js';
import { toldRefusal } from './told-refusal.js';

/** Runs one statement and prints its rows. */
export async function query(sql: string, json: boolean, target: () => Promise<Target>): Promise<void> {
  if (sql.trim() === '') throw usageError('the statement is empty: give SQL in quotes');
  const warehouse = warehouseOf(await target());
  const result = await warehouse.query(sql).catch(toldRefusal);
  if (json) process.stdout.write(`${jsonRows(result)}\n`);
  else if (result.columns.length === 0) process.stdout.write('done\n');
  else
    process.stdout.write(
      table(
        result.columns.map(({ name }) => name),
        result.rows.map((row) => row.map((value) => (value === null ? '∅' : String(value)))),
      ) + `\n${result.rows.length} ${result.rows.length === 1 ? 'row' : 'rows'}\n`,
    );
}
