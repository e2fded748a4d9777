import { lineageColumns, type Dataset } from '@sluice/contracts';
import { loadedTables, type LoadedTables, type NamedRow, type TestSource } from '@sluice/load-model';
import { emptyCatalog } from '../migration/catalog.js';
import { openDuckdb } from './duckdb-engine.testing.js';
import type { Answer, Engine, Session } from './engine.testing.js';
import { readLedgerRows, type Cell, type LedgerRow } from '../load/ledger.js';
import { planLoad, type LoadRequest } from '../load/plan-load.js';
import { planMigration } from '../migration/plan-migration.js';
import { portableDdl } from '../migration/portable-ddl.testing.js';
import { quoteTable, type TableRef } from '../quote.js';
import { renderLoad } from '../render/render.js';
import { requestFor, withCopies } from './staged-rows.testing.js';
import { datasetTables } from '../tables.js';

export interface TestLoadOptions {
  readonly request?: Partial<LoadRequest>;
  /** The connection is lost after so many statements; COMMIT is none of them. */
  readonly stopAfter?: number;
  /** Told when the load has the lock, where the engine has one. */
  readonly onLocked?: () => void;
}

/** Redshift as far as the rendered SQL needs it, COPY from memory; a load is one transaction in a session of its own. */
export class TestWarehouse {
  private constructor(readonly engine: Engine) {}

  /** Made as `sluice migrate` makes it, physical attributes aside. */
  static async create(datasets: readonly Dataset[], engine?: Engine): Promise<TestWarehouse> {
    const warehouse = new TestWarehouse(engine ?? (await openDuckdb()));
    const { steps } = planMigration(datasets, emptyCatalog);
    await warehouse.ask(steps.map(({ sql }) => portableDdl(sql)));
    return warehouse;
  }

  close(): Promise<void> {
    return this.engine.close();
  }

  /** Takes every row out of a dataset's tables. */
  async empty(dataset: Dataset): Promise<void> {
    const { target, rejects, ledger } = datasetTables(dataset);
    await this.ask([target, rejects, ledger].map((table) => `DELETE FROM ${quoteTable(table)}`));
  }

  async run(sql: string): Promise<void> {
    await this.ask([portableDdl(sql)]);
  }

  async query(sql: string): Promise<Record<string, Cell>[]> {
    const { columns, rows } = await this.ask([sql]);
    return rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place] ?? null])));
  }

  /** Every row of a table, by its first columns. */
  async rows(
    dataset: Dataset,
    table: 'target' | 'rejects' | 'ledger' = 'target',
  ): Promise<Record<string, Cell>[]> {
    const rows = await this.query(`SELECT * FROM ${quoteTable(datasetTables(dataset)[table])}`);
    return rows.sort((a, b) => compareCells(Object.values(a), Object.values(b)));
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

  /** What is compared with the model. */
  async tables(dataset: Dataset): Promise<LoadedTables> {
    const { target, rejects, ledger } = datasetTables(dataset);
    const all = (table: TableRef): Promise<NamedRow[]> => this.query(`SELECT * FROM ${quoteTable(table)}`);
    return loadedTables(dataset, {
      target: await all(target),
      rejects: await all(rejects),
      ledger: await all(ledger),
    });
  }

  async count(table: TableRef): Promise<number> {
    return (await this.query(`SELECT 1 FROM ${quoteTable(table)}`)).length;
  }

  /**
   * One load, as the Data API runs it.
   * @throws when a statement fails or `stopAfter` says so; nothing is written then
   */
  async load(
    dataset: Dataset,
    loadId: string,
    sources: readonly TestSource[],
    { request, stopAfter, onLocked }: TestLoadOptions = {},
  ): Promise<LedgerRow[]> {
    const statements = renderLoad(planLoad(requestFor(dataset, loadId, sources, request))).map((sql) =>
      withCopies(sql, dataset, sources),
    );
    const locked = statements.findIndex((sql) => sql.startsWith('LOCK TABLE ')) + 1;
    return this.session(async (session) => {
      await session.run(['BEGIN', ...statements.slice(0, Math.min(locked, stopAfter ?? locked))]);
      if (stopAfter === undefined || stopAfter >= locked) onLocked?.();
      const answer = await session.run(statements.slice(locked, stopAfter));
      if (stopAfter !== undefined && stopAfter <= statements.length)
        throw new Error('the connection was lost');
      await session.run(['COMMIT']);
      return readLedgerRows(
        answer.columns.map((name) => ({ name })),
        answer.rows,
      );
    });
  }

  private ask(statements: readonly string[]): Promise<Answer> {
    return this.session((session) => session.run(statements));
  }

  private async session<T>(use: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.engine.open();
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  }
}

function compareCells(a: readonly Cell[], b: readonly Cell[]): number {
  for (const [place, left] of a.entries()) {
    const right = b[place] ?? null;
    if (left === right || left === null || right === null) continue;
    return left < right ? -1 : 1;
  }
  return 0;
}
