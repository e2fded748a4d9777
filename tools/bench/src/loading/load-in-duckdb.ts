import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '@sluice/contracts';
import {
  expectedTables,
  planLoad,
  quoteLiteral,
  quoteTable,
  readLedgerRows,
  renderLoad,
  rowsLayout,
  type Cell,
  type LoadCommand,
  type LoadRequest,
} from '@sluice/redshift-loading';
import type { StagedDelivery } from './staged-delivery.js';

/** What one command of a load took. */
export interface CommandTime {
  readonly label: string;
  readonly ms: number;
}

export interface MeasuredLoad {
  readonly commands: readonly CommandTime[];
  /** From BEGIN to the answer of COMMIT. */
  readonly ms: number;
  readonly loaded: number;
  readonly deduplicated: number;
}

const uris = { sourcesManifestUri: 's3://staging/sources', rowsManifestUri: 's3://staging/rows' };
export const inProcessUris = uris;

/** What the rendered SQL needs of Redshift; the tables of a dataset. */
export async function createTables(connection: DuckDBConnection, dataset: Dataset): Promise<void> {
  await connection.run('CREATE TYPE super AS JSON');
  await connection.run('CREATE MACRO json_parse(t) AS CAST(json(t) AS JSON)');
  await connection.run("CREATE MACRO getdate() AS CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP)");
  await connection.run(`CREATE SCHEMA "${dataset.table.schema}"`);
  for (const { table, columns } of expectedTables(dataset)) {
    const lines = columns.map(({ name, type, notNull }) => `"${name}" ${type}${notNull ? ' NOT NULL' : ''}`);
    await connection.run(`CREATE TABLE ${quoteTable(table)} (${lines.join(', ')})`);
  }
}

/** The rendered transaction; instead of COPY DuckDB's own reading of the same Parquet, by position. */
export async function loadInDuckdb(
  connection: DuckDBConnection,
  request: LoadRequest,
  staged: StagedDelivery,
): Promise<MeasuredLoad> {
  const plan = planLoad(request);
  const sqls = renderLoad(plan).map((sql, index) => inOneProcess(plan[index] as LoadCommand, sql, staged));
  const commands: CommandTime[] = [];
  const startedAt = performance.now();
  await connection.run('BEGIN');
  let answer: Awaited<ReturnType<DuckDBConnection['runAndReadAll']>> | undefined;
  for (const [index, sql] of sqls.entries()) {
    if (sql === undefined) continue;
    const began = performance.now();
    answer = await connection.runAndReadAll(sql);
    commands.push({
      label: commandLabel(plan[index] as LoadCommand, request.loadId),
      ms: performance.now() - began,
    });
  }
  const began = performance.now();
  await connection.run('COMMIT');
  const ended = performance.now();
  commands.push({ label: 'commit', ms: ended - began });
  if (answer === undefined) throw new TypeError('The load returned no ledger rows.');
  const ledger = readLedgerRows(
    answer.columnNames().map((name) => ({ name })),
    answer.getRowsJson() as Cell[][],
  );
  const sum = (figure: (row: (typeof ledger)[number]) => number) =>
    ledger.reduce((total, row) => total + figure(row), 0);
  return {
    commands,
    ms: ended - startedAt,
    loaded: sum(({ loaded }) => loaded),
    deduplicated: sum(({ deduplicated }) => deduplicated),
  };
}

/** Undefined for what DuckDB has no need of: a limit of time, and a lock where nobody else is. */
function inOneProcess(command: LoadCommand, sql: string, staged: StagedDelivery): string | undefined {
  if (command.do === 'limit-statement-time' || command.do === 'lock') return undefined;
  if (command.do !== 'copy') return sql;
  const path = command.manifestUri === uris.rowsManifestUri ? staged.rowsPath : staged.sourcesPath;
  return `INSERT INTO "${command.table}" SELECT * FROM read_parquet(${quoteLiteral(path)})`;
}

/** What a command does, and to which table where several do it, without the load's id. */
export function commandLabel(command: LoadCommand, loadId: string): string {
  const table = 'of' in command ? command.of.records : 'from' in command ? command.from.records : undefined;
  const named = 'table' in command && typeof command.table === 'string' ? command.table : table;
  const why = 'why' in command ? ` ${command.why}` : '';
  if (named === undefined) return `${command.do}${why}`;
  const short = named.replace(/^sluice_/, '').replace(`_${loadId.toLowerCase()}`, '');
  return `${command.do}${why} (${short})`;
}

/** DuckDB's own insert of the same Parquet into a table of the same columns, in one transaction. */
export async function insertInDuckdb(
  connection: DuckDBConnection,
  dataset: Dataset,
  staged: StagedDelivery,
): Promise<number> {
  const columns = rowsLayout(dataset).map(({ name, stageType }) => `"${name}" ${stageType}`);
  await connection.run(`CREATE TABLE plain (${columns.join(', ')})`);
  const startedAt = performance.now();
  await connection.run('BEGIN');
  await connection.run(`INSERT INTO plain SELECT * FROM read_parquet(${quoteLiteral(staged.rowsPath)})`);
  await connection.run('COMMIT');
  return performance.now() - startedAt;
}
