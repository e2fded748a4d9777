import type { DuckDBConnection } from '@duckdb/node-api';
import { union, type RowSet } from './changed-rows.js';
import { sqlErrorOf } from './duckdb-error.js';
import type { Snapshot } from './snapshots.js';
import { withTime } from './sql/statement-time.js';
import type { UsedTable } from './sql/used-table.js';
import type { LockMode, TableLocks } from './table-locks.js';
import type { Warehouse } from './warehouse.js';

/** What transactions share. */
export interface TransactionContext {
  readonly warehouse: Warehouse;
  readonly locks: TableLocks;
  now(): number;
}

/** What a session keeps between its transactions, and what a rollback takes back. */
export interface SessionState {
  readonly temporaryTables: ReadonlySet<string>;
  /** 0: none. */
  readonly statementTimeoutMs: number;
}

/** Opens the snapshot: DuckDB does so at the first look, and the temporary schema does not count. */
const LOOK = 'SELECT 1 FROM main.sys_load_error_detail LIMIT 0';

async function openTransaction(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run(`BEGIN TRANSACTION; ${LOOK}`);
  } catch (error) {
    // Interrupted between the two.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The transactions of one session, one after the other, on a DuckDB connection of its own. */
export class Transaction {
  #connection: DuckDBConnection | undefined;
  /** Whether another session may have the connection after this one. */
  #reusable = true;
  #snapshot: Snapshot | undefined;
  readonly #dropped = new Set<string>();
  readonly #changedRows = new Map<string, RowSet>();
  readonly #written = new Set<string>();
  #committedState: SessionState = { temporaryTables: new Set(), statementTimeoutMs: 0 };
  state = this.#committedState;

  /** Ends the waiting of the statement that runs. */
  signal: AbortSignal | undefined;

  constructor(private readonly context: TransactionContext) {}

  /** Undefined until the first statement that looks at a table or changes one. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Has no effect where nothing runs. */
  interrupt(): void {
    this.#connection?.interrupt();
  }

  /** The connection, outside any transaction unless one has begun. */
  async connection(): Promise<DuckDBConnection> {
    return (this.#connection ??= await this.context.warehouse.connect());
  }

  /** The connection, in a transaction whose snapshot is open. */
  async begun(): Promise<DuckDBConnection> {
    const connection = await this.connection();
    const { snapshots } = this.context.warehouse;
    this.#snapshot ??= await snapshots.inOrder(async () => {
      await this.context.warehouse.inTurn(() => openTransaction(connection), this.signal);
      return snapshots.open();
    }, this.signal);
    return connection;
  }

  /** Changes something; returns the number of rows that it touched. */
  async run(sql: string): Promise<number> {
    const connection = await this.begun();
    const timed = withTime(sql, this.context.now());
    return this.context.warehouse.inTurn(async () => (await connection.run(timed)).rowsChanged, this.signal);
  }

  /** Rows as this transaction sees them. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    const connection = await this.begun();
    const timed = withTime(sql, this.context.now());
    return this.context.warehouse.inTurn(
      async () => (await connection.runAndReadAll(timed)).getRowObjectsJson(),
      this.signal,
    );
  }

  isTemporary({ schema, name }: UsedTable): boolean {
    return schema === undefined && this.state.temporaryTables.has(name);
  }

  /** Locks tables until the transaction ends; those of the session alone need no lock. */
  async lock(tables: readonly UsedTable[], mode: LockMode, signal: AbortSignal): Promise<void> {
    for (const table of tables) {
      if (!this.isTemporary(table)) await this.context.locks.acquire(this, table.key, mode, signal);
    }
  }

  noteDropped(table: UsedTable): void {
    if (!this.isTemporary(table)) this.#dropped.add(table.key);
    else this.#setTemporary((names) => names.delete(table.name));
  }

  noteCreated(table: UsedTable, temporary: boolean): void {
    if (temporary) this.#addTemporary(table);
    else this.#dropped.delete(table.key);
  }

  #addTemporary({ name }: UsedTable): void {
    this.#reusable = false;
    this.#setTemporary((names) => names.add(name));
  }

  noteWritten(table: UsedTable): void {
    if (!this.isTemporary(table)) this.#written.add(table.key);
  }

  /** False when another transaction has changed one of the rows since the snapshot. */
  noteChanged(table: UsedTable, rows: RowSet): boolean {
    const snapshot = this.#snapshot;
    if (snapshot === undefined || this.context.warehouse.snapshots.hasChanged(table.key, rows, snapshot))
      return false;
    this.#changedRows.set(table.key, union(this.#changedRows.get(table.key), rows));
    return true;
  }

  #setTemporary(change: (names: Set<string>) => void): void {
    const temporaryTables = new Set(this.state.temporaryTables);
    change(temporaryTables);
    this.state = { ...this.state, temporaryTables };
  }

  async commit(queryId: number): Promise<void> {
    if (this.#snapshot === undefined) return this.#end(true);
    await this.context.warehouse.snapshots.inOrder(async () => {
      try {
        const connection = await this.connection();
        await this.context.warehouse.inTurn(() => connection.run('COMMIT'));
      } catch (error) {
        this.#end(false);
        throw sqlErrorOf(error, { queryId });
      }
      this.#end(true);
    });
  }

  async rollback(): Promise<void> {
    // A result may have been left half read.
    this.#reusable = false;
    try {
      // Out of turn: what was stopped while it waited for its turn ends at once.
      if (this.#snapshot !== undefined) await this.#connection?.run('ROLLBACK');
    } catch {
      // A failed COMMIT has rolled back already; closing the connection ends whatever else there is.
    } finally {
      this.#end(false);
    }
  }

  /** Ends what is open; temporary tables go with the connection. */
  close(): void {
    const reusable = this.#reusable && this.#snapshot === undefined;
    if (this.#connection !== undefined && reusable) this.context.warehouse.release(this.#connection);
    else this.#connection?.closeSync();
    this.#connection = undefined;
    this.#end(false);
  }

  #end(committed: boolean): void {
    if (this.#snapshot !== undefined) {
      const changes = {
        dropped: new Set(this.#dropped),
        rows: new Map(this.#changedRows),
        written: new Set(this.#written),
      };
      this.context.warehouse.snapshots.close(this.#snapshot, committed ? changes : undefined);
    }
    this.#snapshot = undefined;
    this.#dropped.clear();
    this.#changedRows.clear();
    this.#written.clear();
    if (committed) this.#committedState = this.state;
    else this.state = this.#committedState;
    this.context.locks.releaseAll(this);
  }
}
