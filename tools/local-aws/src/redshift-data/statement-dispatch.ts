import {
  createUser,
  dropUser,
  forgetDropped,
  grant,
  recordView,
  renameRecorded,
  revokeAll,
} from './access-catalog.js';
import { alterColumns } from './alter-columns.js';
import { allRows, changedRows, type RowSet } from './changed-rows.js';
import { copyIntoTable } from './copy.js';
import { createLike } from './create-like.js';
import { serializationConflict } from './duckdb-error.js';
import { readResult } from './results.js';
import type { Outcome, SessionContext } from './session.js';
import { withTime } from './sql/statement-time.js';
import type { Statement } from './sql/statement.js';
import { useTable, type UsedTable } from './sql/used-table.js';
import { relationMissing, tableExists, tablesOf } from './table-presence.js';
import type { LockMode } from './table-locks.js';
import type { Transaction } from './transaction.js';

/** Its name is locked apart from it: whoever makes it waits for whoever else does, not for those who read it. */
const nameOf = (table: UsedTable): UsedTable => ({ ...table, key: `name of ${table.key}` });

type Kind<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

const NONE: Outcome = { rows: -1 };

/** Runs ordinary statements in a session's transaction: locks first, then the snapshot, then DuckDB. */
export class StatementDispatch {
  constructor(
    private readonly transaction: Transaction,
    private readonly context: SessionContext,
  ) {}

  async run(statement: Statement, queryId: number, signal: AbortSignal): Promise<Outcome> {
    switch (statement.kind) {
      case 'nothing':
      case 'vacuum':
      case 'begin':
      case 'commit':
      case 'rollback':
        return NONE;
      case 'timeout':
        this.transaction.state = { ...this.transaction.state, statementTimeoutMs: statement.milliseconds };
        return NONE;
      case 'lock':
        await this.#lockTables(statement, signal);
        return NONE;
      case 'query':
        return this.#query(statement, signal);
      case 'write':
        return this.#write(statement, queryId, signal);
      case 'definition':
        await this.#define(statement, signal);
        return NONE;
      case 'create-like': {
        const { table, temporary, like } = statement;
        await this.#use([like], 'share', signal);
        const sql = await createLike(statement, (text) => this.transaction.rows(text));
        const made = { verb: 'CREATE TABLE', sql, changes: [table], reads: [like], temporary };
        await this.#define({ kind: 'definition', ...made }, signal);
        return NONE;
      }
      case 'alter':
        await this.#use([statement.table], 'exclusive', signal);
        this.#refuseOldRows(statement.table, queryId);
        await alterColumns(
          (sql) => this.transaction.run(sql),
          (sql) => this.transaction.rows(sql),
          statement.table,
          statement.change,
        );
        return NONE;
      case 'grant':
        await grant(statement.grant, ...this.#access);
        return NONE;
      case 'revoke':
        await revokeAll(statement.grant, ...this.#access);
        return NONE;
      case 'drop-user':
        await dropUser(statement.name, statement.ifExists, ...this.#access);
        return NONE;
      case 'create-user':
        await createUser(statement.name, ...this.#access);
        return NONE;
      case 'truncate':
        await this.#truncate(statement, queryId, signal);
        return NONE;
      case 'copy':
        await this.#use([statement.copy.target], 'write', signal);
        this.transaction.noteWritten(statement.copy.target);
        return {
          rows: await copyIntoTable(statement.copy, {
            ...this.context,
            queryId,
            run: (sql) => this.transaction.run(sql),
            rows: (sql) => this.transaction.rows(sql),
          }),
        };
    }
  }

  get #access() {
    return [(sql: string) => this.transaction.run(sql), (sql: string) => this.transaction.rows(sql)] as const;
  }

  /** Takes the locks; a table that another transaction has dropped since the snapshot is not there. */
  async #use(tables: readonly UsedTable[], mode: LockMode, signal: AbortSignal): Promise<void> {
    await this.transaction.lock(tables, mode, signal);
    const { snapshot } = this.transaction;
    if (snapshot === undefined) return;
    const { snapshots } = this.context.warehouse;
    const gone = tables.find(
      (table) => !this.transaction.isTemporary(table) && snapshots.isGone(table.key, snapshot),
    );
    if (gone !== undefined) throw relationMissing(gone);
  }

  /** LOCK is asked outside the transaction whether the table is there: a look inside would open the snapshot. */
  async #lockTables({ tables }: Kind<'lock'>, signal: AbortSignal): Promise<void> {
    for (const table of tables) {
      const isThere = async () =>
        this.transaction.isTemporary(table) ||
        (await tableExists(table, (sql) => this.context.warehouse.rows(sql))) ||
        (this.transaction.snapshot !== undefined &&
          (await tableExists(table, (sql) => this.transaction.rows(sql))));
      if (!(await isThere())) throw relationMissing(table);
      await this.#use([table], 'exclusive', signal);
      // Whoever held it may have dropped it.
      if (!(await isThere())) throw relationMissing(table);
    }
  }

  async #query({ sql, labels, tables }: Kind<'query'>, signal: AbortSignal): Promise<Outcome> {
    await this.#use(tables, 'share', signal);
    // A SELECT from no table opens no snapshot.
    const connection = await (tables.length === 0 ? this.transaction.connection() : this.transaction.begun());
    const timed = withTime(sql, this.context.now());
    const { warehouse, maxResultBytes } = this.context;
    const read = async () =>
      readResult(await connection.stream(timed), labels, {
        maxBytes: maxResultBytes,
        stopped: () => signal.throwIfAborted(),
      });
    const result = await warehouse.inTurn(read, signal);
    return { result, rows: result.rowCount };
  }

  async #write(
    { sql, target, tables, rowNumbers }: Kind<'write'>,
    queryId: number,
    signal: AbortSignal,
  ): Promise<Outcome> {
    await this.#use([target], 'write', signal);
    this.transaction.noteWritten(target);
    await this.#use(tables, 'share', signal);
    if (rowNumbers !== undefined && !this.transaction.isTemporary(target)) {
      const rows = await changedRows(rowNumbers, (sql) => this.transaction.rows(sql));
      this.#refuseConflict(target, rows, queryId);
    }
    return { rows: await this.transaction.run(sql) };
  }

  /** The table is built anew of the snapshot's rows: those that came since would be lost, which they are not on Redshift. */
  #refuseOldRows(table: UsedTable, queryId: number): void {
    const { snapshot } = this.transaction;
    if (snapshot === undefined || this.transaction.isTemporary(table)) return;
    if (this.context.warehouse.snapshots.isWritten(table.key, snapshot))
      throw serializationConflict({ target: table.key, queryId });
  }

  #refuseConflict(table: UsedTable, rows: RowSet, queryId: number): void {
    if (!this.transaction.noteChanged(table, rows))
      throw serializationConflict({ target: table.key, queryId });
  }

  async #define(statement: Kind<'definition'>, signal: AbortSignal): Promise<void> {
    const { transaction } = this;
    const { verb, sql, changes, reads, temporary = false, text } = statement;
    if (!temporary) await transaction.lock(changes.map(nameOf), 'exclusive', signal);
    const dropped =
      verb === 'DROP' ? await this.#allOf(changes) : verb === 'ALTER TABLE' ? changes.slice(0, 1) : [];
    await this.#use(dropped, 'exclusive', signal);
    await this.#use(reads, 'share', signal);
    await transaction.run(sql);
    const [run] = this.#access;
    if (text !== undefined) for (const view of changes) await recordView(view, text, run);
    const lasting = changes.filter((table) => !transaction.isTemporary(table));
    if (verb === 'DROP') for (const table of lasting) await forgetDropped(table, run);
    if (verb === 'DROP') for (const table of dropped) transaction.noteDropped(table);
    else if (verb === 'ALTER TABLE') await this.#noteRenamed(changes);
    else for (const table of changes) transaction.noteCreated(table, temporary);
  }

  async #noteRenamed([from, to]: readonly UsedTable[]): Promise<void> {
    if (from === undefined || to === undefined) return;
    const temporary = this.transaction.isTemporary(from);
    if (!temporary) await renameRecorded(from, to, this.#access[0]);
    this.transaction.noteDropped(from);
    this.transaction.noteCreated(to, temporary);
  }

  /** With the tables of a schema that is dropped. */
  async #allOf(changes: readonly UsedTable[]): Promise<UsedTable[]> {
    const tables: UsedTable[] = [];
    for (const table of changes) {
      if (table.name !== '*' || table.schema === undefined) tables.push(table);
      else {
        const { schema } = table;
        const names = await tablesOf(schema, (sql) => this.context.warehouse.rows(sql));
        tables.push(...names.map((name) => useTable({ schema, name }, 'write')));
      }
    }
    return tables;
  }

  async #truncate({ table }: Kind<'truncate'>, queryId: number, signal: AbortSignal): Promise<void> {
    await this.#use([table], 'exclusive', signal);
    if (!this.transaction.isTemporary(table)) {
      const rows = await allRows(table, (sql) => this.transaction.rows(sql));
      this.#refuseConflict(table, rows, queryId);
    }
    this.transaction.noteWritten(table);
    await this.transaction.run(`DELETE FROM ${table.sql}`);
    await this.transaction.commit(queryId);
  }
}
