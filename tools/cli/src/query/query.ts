import { StatementFailedError } from '@sluice/redshift-data-api';
import { CliError, usageError } from '../cli-error.js';
import type { Target } from '../target/resolve-target.js';
import { warehouseOf } from '../target/target-clients.js';
import { table } from '../terminal/table.js';
import { jsonRows } from './json-rows.js';

/** Runs one statement and prints its rows. */
export async function query(sql: string, json: boolean, target: () => Promise<Target>): Promise<void> {
  if (sql.trim() === '') throw usageError('the statement is empty: give SQL in quotes');
  const warehouse = warehouseOf(await target());
  const result = await warehouse.query(sql).catch((error: unknown) => {
    if (error instanceof StatementFailedError) throw new CliError(refusal(error), 1, { cause: error });
    throw error;
  });
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

/** What the warehouse itself said, on one line. */
function refusal(error: StatementFailedError): string {
  const { cause } = error;
  const said = cause instanceof Error ? cause.message : error.message;
  return `the warehouse refused the statement (${error.code}): ${said.replace(/\s+/g, ' ').trim()}`;
}
