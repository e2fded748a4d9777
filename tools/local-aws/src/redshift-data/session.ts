import type { ObjectFiles } from '../kernel/ports.js';
import { sqlErrorOf } from './duckdb-error.js';
import { interruptOn } from './interruption.js';
import { ResultTooLarge, type StatementResult } from './results.js';
import { StatementDispatch } from './statement-dispatch.js';
import { cancelled, insideTransactionBlock, SqlError } from './sql-error.js';
import { parseStatement, type Statement } from './sql/statement.js';
import type { Token } from './sql/tokens.js';
import { missingRelation } from './table-presence.js';
import { Transaction, type TransactionContext } from './transaction.js';

/** What sessions share. */
export interface SessionContext extends TransactionContext {
  readonly objects: ObjectFiles;
  readonly database: string;
  readonly maxResultBytes: number;
}

export interface Outcome {
  readonly result?: StatementResult;
  /** Rows affected, or returned; -1 for statements that have neither. */
  readonly rows: number;
}

/** How a statement is run. */
export interface RunSettings {
  readonly queryId: number;
  /** Stops it; its reason is thrown. */
  readonly signal: AbortSignal;
  /** One of several that make one transaction. */
  readonly batch: boolean;
}

/**
 * One session of the warehouse. Statements commit by themselves, or make one transaction in a batch and between
 * BEGIN and COMMIT. DuckDB's snapshot opens at the first statement that looks at a table, not at BEGIN, so a `LOCK`
 * that stands first is held before the snapshot is taken, as on Redshift.
 */
export class Session {
  readonly #transaction: Transaction;
  readonly #dispatch: StatementDispatch;
  #block: 'none' | 'open' | 'failed' = 'none';

  constructor(private readonly context: SessionContext) {
    this.#transaction = new Transaction(context);
    this.#dispatch = new StatementDispatch(this.#transaction, context);
  }

  /** Runs one statement. Throws `SqlError`, or the signal's reason; `fail` must then be called, else `finish`. */
  async run(tokens: readonly Token[], { queryId, signal, batch }: RunSettings): Promise<Outcome> {
    const statement = parseStatement(tokens);
    const ended = await this.#control(statement, queryId, batch);
    if (ended) return { rows: -1 };
    const { statementTimeoutMs } = this.#transaction.state;
    const timeout = new AbortController();
    const timer =
      statementTimeoutMs > 0
        ? setTimeout(() => timeout.abort(cancelled(queryId)), statementTimeoutMs)
        : undefined;
    const stop = AbortSignal.any([signal, timeout.signal]);
    const ignore = interruptOn(stop, () => this.#transaction.interrupt());
    const { snapshot } = this.#transaction;
    this.#transaction.signal = stop;
    try {
      const outcome = await this.#dispatch.run(statement, queryId, stop);
      // TRUNCATE has committed the transaction that it stands in.
      if (statement.kind === 'truncate') this.#block = 'none';
      stop.throwIfAborted();
      return outcome;
    } catch (error) {
      // An interrupted query fails in DuckDB's words; the reason for the interruption is what counts.
      stop.throwIfAborted();
      if (error instanceof ResultTooLarge) throw new SqlError('The query result is too large', '54000');
      const target = statement.kind === 'write' ? { target: statement.target.key } : {};
      const found = sqlErrorOf(error, { queryId, ...target });
      throw snapshot === undefined
        ? found
        : await missingRelation(found, statement, (sql) => this.context.warehouse.rows(sql));
    } finally {
      clearTimeout(timer);
      ignore();
      this.#transaction.signal = undefined;
    }
  }

  /** After the statement, or the last of a batch. */
  async finish(queryId: number, batch: boolean): Promise<void> {
    if (batch) this.#block = 'none';
    if (this.#block === 'none') await this.#transaction.commit(queryId);
  }

  /** After a statement that failed or was stopped: nothing of its transaction stays, and its locks are free. */
  async fail(batch: boolean): Promise<void> {
    await this.#transaction.rollback();
    this.#block = batch || this.#block === 'none' ? 'none' : 'failed';
  }

  /** Ends what is open, and drops the temporary tables. */
  close(): void {
    this.#transaction.close();
  }

  /** What begins and ends transactions. False: an ordinary statement, which may be run. */
  async #control(statement: Statement, queryId: number, batch: boolean): Promise<boolean> {
    switch (statement.kind) {
      case 'begin':
        if (this.#block === 'failed') throw abortedTransaction();
        if (!batch) this.#block = 'open';
        return true;
      case 'commit':
      case 'rollback': {
        const commits = statement.kind === 'commit' && this.#block !== 'failed';
        this.#block = 'none';
        await (commits ? this.#transaction.commit(queryId) : this.#transaction.rollback());
        return true;
      }
      default:
        break;
    }
    if (this.#block === 'failed') throw abortedTransaction();
    if (batch || this.#block === 'open') refuseInTransaction(statement);
    return false;
  }
}

const abortedTransaction = () =>
  new SqlError('current transaction is aborted, commands ignored until end of transaction block', '25P02');

function refuseInTransaction(statement: Statement): void {
  if (statement.kind === 'vacuum') throw insideTransactionBlock('VACUUM');
  if (statement.kind === 'alter' && statement.change.kind === 'retype') {
    throw insideTransactionBlock('ALTER TABLE ALTER COLUMN');
  }
}
