import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { lineageColumns, type Dataset } from '@sluice/contracts';
import { groupArrivals } from './arrival-groups.js';
import { planMigration } from './plan-migration.js';
import { readLedgerRows, type Cell, type LedgerRow } from './ledger.js';
import { planLoad, type LoadRequest } from './plan-load.js';
import { quoteIdentifier, quoteLiteral, quoteTable } from './quote.js';
import { renderLoad } from './render.js';
import { at, type TestSource } from './staged-load.testing.js';
import { datasetTables } from './tables.js';

const manifests = {
  sources: 's3://staging/load/sources.manifest',
  rows: 's3://staging/load/rows.manifest',
  rejects: 's3://staging/load/rejects.manifest',
};

/** What the loader does around the plan: groups of arrival, manifests of what there is. */
export function requestFor(
  dataset: Dataset,
  loadId: string,
  sources: readonly TestSource[],
  overrides: Partial<LoadRequest> = {},
): LoadRequest {
  const records = sources.flatMap((source) => source.records);
  return {
    dataset,
    loadId,
    sourcesManifestUri: manifests.sources,
    ...(records.some(({ values }) => values !== undefined) ? { rowsManifestUri: manifests.rows } : {}),
    ...(records.some(({ values }) => values === undefined) ? { rejectsManifestUri: manifests.rejects } : {}),
    copyRoleArn: 'default',
    arrivalGroups: groupArrivals(sources.map(({ firstArrivedAt: from, arrivedAt: to }) => ({ from, to }))),
    statementTimeoutSeconds: 60,
    now: at(100_000),
    ...overrides,
  };
}

/** The staged Parquet, as rows by position. */
function stagedRows(manifestUri: string, sources: readonly TestSource[]): (readonly Cell[])[] {
  if (manifestUri === manifests.sources)
    return sources.map((source, number) => [
      ...[number, source.sourceId, source.kind, source.origin, source.bucket, source.key, source.version],
      ...[source.checksum, source.firstArrivedAt, source.arrivedAt, source.recordsRead, 1, 'test'],
      source.quarantineUri,
    ]);
  return sources.flatMap((source, number) =>
    source.records
      .filter(({ values }) => (values !== undefined) === (manifestUri === manifests.rows))
      .map((record) => [
        ...[number, record.ordinal, record.recordId, record.arrivedAt],
        ...(record.values ?? ['not_integer', 'price', 'integer', `bad ${record.ordinal}`]),
      ]),
  );
}

/**
 * Redshift as far as the rendered SQL needs it: DuckDB, with physical attributes taken off, COPY from memory, and
 * one connection for each batch, whose statements are one transaction.
 */
export class TestWarehouse {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly reader: DuckDBConnection,
  ) {}

  static async create(datasets: readonly Dataset[]): Promise<TestWarehouse> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const warehouse = new TestWarehouse(instance, await instance.connect());
    await warehouse.run('CREATE TYPE super AS JSON');
    await warehouse.run('CREATE MACRO json_parse(t) AS CAST(json(t) AS JSON)');
    await warehouse.run(`CREATE VIEW svv_columns AS
      SELECT * REPLACE (CASE data_type WHEN 'VARCHAR' THEN 'character varying' ELSE lower(data_type) END AS data_type)
      FROM information_schema.columns`);
    for (const { sql } of planMigration(datasets, []).steps) await warehouse.run(sql);
    return warehouse;
  }

  close(): void {
    this.reader.closeSync();
    this.instance.closeSync();
  }

  async run(sql: string): Promise<void> {
    await this.reader.run(withoutAttributes(sql));
  }

  async query(sql: string): Promise<Record<string, Cell>[]> {
    const result = await this.reader.runAndReadAll(sql);
    return result.getRowObjectsJson() as Record<string, Cell>[];
  }

  /** Every row of a table, in an order of its own. */
  async rows(
    dataset: Dataset,
    table: 'target' | 'rejects' | 'ledger' = 'target',
  ): Promise<Record<string, Cell>[]> {
    return this.query(`SELECT * FROM ${quoteTable(datasetTables(dataset)[table])} ORDER BY ALL`);
  }

  /** The contract's columns alone. */
  async values(dataset: Dataset): Promise<Cell[][]> {
    const lineage: readonly string[] = lineageColumns.map(({ name }) => name);
    return (await this.rows(dataset)).map((row) =>
      Object.entries(row)
        .filter(([name]) => !lineage.includes(name))
        .map(([, value]) => value),
    );
  }

  /** One load, as the Data API runs it. `stopAfter`: the connection is lost after so many statements. */
  async load(
    dataset: Dataset,
    loadId: string,
    sources: readonly TestSource[],
    options: { readonly request?: Partial<LoadRequest>; readonly stopAfter?: number } = {},
  ): Promise<LedgerRow[]> {
    const statements = renderLoad(planLoad(requestFor(dataset, loadId, sources, options.request)));
    const connection = await this.instance.connect();
    try {
      await connection.run('BEGIN');
      for (const sql of statements.slice(0, options.stopAfter)) {
        if (/^SET statement_timeout TO \d+$/.test(sql)) continue;
        const locked = /^LOCK TABLE (.*)$/s.exec(sql)?.[1];
        if (locked !== undefined) {
          const found = await connection.runAndReadAll(`SELECT COUNT(*) FROM ${locked}`);
          if (String(found.getRowsJson()[0]?.[0]) !== '0') throw new Error('the lock table is not empty');
          continue;
        }
        const copied = /^COPY ("[^"]+") FROM '([^']*)' IAM_ROLE default FORMAT AS PARQUET MANIFEST$/.exec(
          sql,
        );
        if (copied) await this.copy(connection, String(copied[1]), stagedRows(String(copied[2]), sources));
        else if (sql === statements.at(-1)) {
          const result = await connection.runAndReadAll(sql);
          await connection.run('COMMIT');
          return readLedgerRows(
            result.columnNames().map((name) => ({ name })),
            result.getRowsJson() as Cell[][],
          );
        } else await connection.run(sql);
      }
      throw new Error('the connection was lost');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      connection.closeSync();
    }
  }

  private async copy(connection: DuckDBConnection, table: string, rows: readonly (readonly Cell[])[]) {
    if (rows.length === 0) throw new Error('an empty manifest');
    const literal = (cell: Cell): string =>
      cell === null ? 'NULL' : typeof cell === 'string' ? quoteLiteral(cell) : String(cell);
    await connection.run(
      `INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')}`,
    );
  }

  /** Rows of a table, counted. */
  async count(table: { readonly schema: string; readonly name: string }): Promise<number> {
    const [row] = await this.query(
      `SELECT COUNT(*) AS n FROM ${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`,
    );
    return Number(row?.['n']);
  }
}

const withoutAttributes = (sql: string): string =>
  sql.replace(/\) (?:DISTSTYLE AUTO|DISTKEY \([^)]*\))(?: SORTKEY \([^)]*\))?$/, ')');
