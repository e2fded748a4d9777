import type { DuckDBConnection } from '@duckdb/node-api';
import { alterColumns } from './alter-columns.js';
import { copyIntoTable } from './copy.js';
import { serializationConflict, sqlErrorOf } from './duckdb-error.js';
import type { ObjectFiles } from '../kernel/ports.js';
import { readResult, ResultTooLarge, type StatementResult } from './results.js';
import { cancelled, SqlError } from './sql-error.js';
import { parseStatement, type Statement } from './sql/statement.js';
import { withTime } from './sql/rewrite.js';
import { quoteLiteral, type Token } from './sql/tokens.js';
import type { TableLocks } from './table-locks.js';
import type { Warehouse } from './warehouse.js';
import type { WriterSnapshot } from './write-conflicts.js';

/** What sessions share. */
export interface SessionContext {
  readonly warehouse: Warehouse;
  readonly locks: TableLocks;
  readonly objects: ObjectFiles;
  readonly database: string;
  /** Whether several statements make one transaction. */
  readonly batch: boolean;
  now(): number;
}

export interface Outcome {
  readonly result?: StatementResult;
  /** Rows affected, or returned; -1 for statements that have neither. */
  readonly rows: number;
}

/** How often an interruption is repeated: DuckDB forgets one that comes between two queries. */
const INTERRUPT_EVERY_MS = 20;

/**
 * One connection and its transaction. DuckDB's snapshot opens at the first statement that reads, not at the
 * session's start, so a `LOCK` that stands first is held before the snapshot is taken, as on Redshift.
 */
export class Session {
  #connection: DuckDBConnection | undefined;
  #snapshot: WriterSnapshot | undefined;
  #timeoutMs = 0;

  constructor(private readonly context: SessionContext) {}

  /** Runs one statement; throws `SqlError`, or the reason of `signal`. The caller then rolls back. */
  async run(tokens: readonly Token[], queryId: number, signal: AbortSignal): Promise<Outcome> {
    const statement = parseStatement(tokens);
    const timeout = new AbortController();
    const timer =
      this.#timeoutMs > 0 ? setTimeout(() => timeout.abort(cancelled(queryId)), this.#timeoutMs) : undefined;
    const stop = AbortSignal.any([signal, timeout.signal]);
    const interruption = this.#interruptOn(stop);
    try {
      const outcome = await this.#dispatch(statement, queryId, stop);
      stop.throwIfAborted();
      return outcome;
    } catch (error) {
      // An interrupted query fails in DuckDB's words; the reason for the interruption is what counts.
      stop.throwIfAborted();
      if (error instanceof ResultTooLarge) throw new SqlError('The query result is too large', '54000');
      throw sqlErrorOf(error, {
        queryId,
        ...(statement.kind === 'write' ? { target: statement.target.key } : {}),
      });
    } finally {
      clearTimeout(timer);
      interruption();
    }
  }

  async commit(queryId: number): Promise<void> {
    try {
      if (this.#snapshot !== undefined) await this.#engine('COMMIT');
    } catch (error) {
      this.#end(false);
      throw sqlErrorOf(error, { queryId });
    }
    this.#end(true);
  }

  async rollback(): Promise<void> {
    try {
      if (this.#snapshot !== undefined) await this.#engine('ROLLBACK');
    } catch {
      // A failed COMMIT has rolled back already; closing the connection ends whatever else there is.
    } finally {
      this.#end(false);
    }
  }

  /** Drops the temporary tables with the connection. */
  close(): void {
    this.#end(false);
    this.#connection?.closeSync();
    this.#connection = undefined;
  }

  #end(committed: boolean): void {
    if (this.#snapshot !== undefined) this.context.warehouse.conflicts.close(this.#snapshot, committed);
    this.#snapshot = undefined;
    this.context.locks.releaseAll(this);
  }

  #interruptOn(signal: AbortSignal): () => void {
    let timer: NodeJS.Timeout | undefined;
    const interrupt = () => {
      this.#connection?.interrupt();
      timer = setInterval(() => this.#connection?.interrupt(), INTERRUPT_EVERY_MS);
    };
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
    return () => {
      signal.removeEventListener('abort', interrupt);
      clearInterval(timer);
    };
  }

  /** The connection, in a transaction. */
  async #begun(): Promise<DuckDBConnection> {
    const connection = (this.#connection ??= await this.context.warehouse.connect());
    if (this.#snapshot === undefined) {
      this.#snapshot = this.context.warehouse.conflicts.open();
      await connection.run('BEGIN TRANSACTION');
    }
    return connection;
  }

  async #engine(sql: string): Promise<number> {
    const connection = await this.#begun();
    const timed = withTime(sql, this.context.now());
    return this.context.warehouse.inTurn(async () => (await connection.run(timed)).rowsChanged);
  }

  async #dispatch(statement: Statement, queryId: number, signal: AbortSignal): Promise<Outcome> {
    const { warehouse, locks } = this.context;
    const none: Outcome = { rows: -1 };
    switch (statement.kind) {
      case 'nothing':
      case 'begin':
        return none;
      case 'vacuum':
        if (this.context.batch) throw new SqlError('VACUUM cannot run inside a transaction block', '25001');
        return none;
      case 'timeout':
        this.#timeoutMs = statement.milliseconds;
        return none;
      case 'commit':
        await this.commit(queryId);
        return none;
      case 'rollback':
        await this.rollback();
        return none;
      case 'lock':
        for (const table of statement.tables) {
          await this.#requireTable(table.schema ?? 'public', table.name);
          await locks.acquire(this, table.key, signal);
        }
        return none;
      case 'query': {
        for (const table of statement.tables) await locks.waitWhileHeld(this, table.key, signal);
        const connection = await this.#begun();
        const result = await warehouse.inTurn(async () =>
          readResult(
            await connection.stream(withTime(statement.sql, this.context.now())),
            statement.labels,
            () => signal.throwIfAborted(),
          ),
        );
        return { result, rows: result.rowCount };
      }
      case 'write': {
        for (const table of [statement.target, ...statement.tables]) {
          await locks.waitWhileHeld(this, table.key, signal);
        }
        await this.#begun();
        this.#claim(statement.target.key, statement.verb, queryId);
        return { rows: await this.#engine(statement.sql) };
      }
      case 'definition':
        await this.#engine(statement.sql);
        return none;
      case 'alter':
        await locks.waitWhileHeld(this, statement.table.key, signal);
        await alterColumns(
          (sql) => this.#engine(sql),
          (sql) => this.#rows(sql),
          statement.table,
          statement.change,
        );
        return none;
      case 'truncate':
        await locks.waitWhileHeld(this, statement.table.key, signal);
        await this.#engine(`DELETE FROM ${statement.table.sql}`);
        // Redshift's TRUNCATE commits the transaction that it stands in.
        await this.commit(queryId);
        return none;
      case 'copy':
        await locks.waitWhileHeld(this, statement.copy.target.key, signal);
        return {
          rows: await copyIntoTable(statement.copy, {
            ...this.context,
            queryId,
            run: (sql) => this.#engine(sql),
            rows: (sql) => this.#rows(sql),
          }),
        };
    }
  }

  /** Rows seen by this transaction. */
  async #rows(sql: string): Promise<Record<string, unknown>[]> {
    const connection = await this.#begun();
    return this.context.warehouse.inTurn(async () =>
      (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    );
  }

  /** Asked outside the transaction: looking inside would open its snapshot before the lock is held. */
  async #requireTable(schema: string, name: string): Promise<void> {
    const found = await this.context.warehouse.rows(
      `SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()
         AND schema_name = ${quoteLiteral(schema)} AND table_name = ${quoteLiteral(name)}`,
    );
    if (found.length === 0) throw new SqlError(`relation "${schema}.${name}" does not exist`, '42P01');
  }

  #claim(table: string, verb: 'INSERT' | 'UPDATE' | 'DELETE', queryId: number): void {
    if (verb === 'INSERT' || this.#snapshot === undefined) return;
    if (!this.context.warehouse.conflicts.write(this.#snapshot, table, verb)) {
      throw serializationConflict({ target: table, queryId });
    }
  }
}
