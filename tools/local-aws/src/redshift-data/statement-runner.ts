import { randomUUID } from 'node:crypto';
import { AwsError } from '../kernel/service.js';
import { Session, type SessionContext } from './session.js';
import { SqlError } from './sql-error.js';
import { splitStatements, tokenize, type Token } from './sql/tokens.js';
import type {
  SqlParameter,
  SqlRun,
  StatementRecord,
  StatementStatus,
  Submission,
} from './statement-record.js';
import type { StatementRegistry } from './statement-registry.js';

export interface RunnerSettings extends Omit<SessionContext, 'database' | 'batch'> {
  readonly registry: StatementRegistry;
  /** Databases that exist; undefined: any name is this warehouse. */
  readonly databases: readonly string[] | undefined;
  readonly maxActiveStatements: number;
  warn(message: string): void;
}

class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Runs submissions in the background, each in a session of its own. */
export class StatementRunner {
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly settings: RunnerSettings) {}

  /** Answers at once; throws `ActiveStatementsExceededException` when too many are under way. */
  submit(submission: Submission): StatementRecord {
    const { registry, warehouse, now, maxActiveStatements, warn } = this.settings;
    const repeated = registry.withClientToken(submission.clientToken);
    if (repeated !== undefined) return repeated;
    if (registry.activeCount >= maxActiveStatements) {
      throw new AwsError(
        'ActiveStatementsExceededException',
        'Active statements exceeded the allowed quota.',
      );
    }
    const createdAtMs = now();
    const record: StatementRecord = {
      id: randomUUID(),
      submission,
      runs: submission.sqls.map((sql) => ({
        sql,
        queryId: warehouse.queryId(),
        status: 'SUBMITTED',
        rows: -1,
        durationNs: -1,
        createdAtMs,
        updatedAtMs: createdAtMs,
      })),
      status: 'SUBMITTED',
      durationNs: -1,
      createdAtMs,
      updatedAtMs: createdAtMs,
      cancel: new AbortController(),
    };
    registry.add(record);
    const running = this.#run(record)
      .catch((error: unknown) => {
        warn(`redshift-data: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        this.#settle(record, 'FAILED', 'ERROR: internal error of local-aws');
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    return record;
  }

  cancel(record: StatementRecord): void {
    record.cancel.abort(new Cancelled());
  }

  /** Cancels what runs and waits for it. */
  async close(): Promise<void> {
    for (const record of this.settings.registry.all()) this.cancel(record);
    await Promise.all(this.#running);
  }

  async #run(record: StatementRecord): Promise<void> {
    const { submission, runs, cancel } = record;
    const started = process.hrtime.bigint();
    this.#mark(record, 'STARTED');
    const { databases } = this.settings;
    if (databases !== undefined && !databases.includes(submission.database)) {
      const error = `FATAL: database "${submission.database}" does not exist`;
      this.#abandon(runs, 'FAILED', error);
      return this.#settle(record, 'FAILED', error);
    }
    const session = new Session({ ...this.settings, database: submission.database, batch: submission.batch });
    try {
      for (const run of runs) await this.#runOne(run, session, submission.parameters, cancel.signal);
      await session.commit(runs.at(-1)?.queryId ?? 0);
      record.durationNs = Number(process.hrtime.bigint() - started);
      this.#settle(record, 'FINISHED');
    } catch (error) {
      await session.rollback();
      record.durationNs = Number(process.hrtime.bigint() - started);
      const stopped = error instanceof Cancelled;
      if (!stopped && !(error instanceof SqlError)) throw error;
      const text = stopped ? undefined : (error as SqlError).text;
      this.#abandon(runs, 'ABORTED');
      this.#settle(record, stopped ? 'ABORTED' : 'FAILED', text);
    } finally {
      session.close();
    }
  }

  async #runOne(
    run: SqlRun,
    session: Session,
    parameters: readonly SqlParameter[],
    signal: AbortSignal,
  ): Promise<void> {
    const started = process.hrtime.bigint();
    this.#mark(run, 'STARTED');
    try {
      const outcome = await session.run(oneStatement(run.sql, parameters), run.queryId, signal);
      run.rows = outcome.rows;
      if (outcome.result !== undefined) run.result = outcome.result;
      run.durationNs = Number(process.hrtime.bigint() - started);
      this.#mark(run, 'FINISHED');
    } catch (error) {
      run.durationNs = Number(process.hrtime.bigint() - started);
      if (error instanceof SqlError) run.error = error.text;
      this.#mark(run, error instanceof Cancelled ? 'ABORTED' : 'FAILED');
      throw error;
    }
  }

  #abandon(runs: readonly SqlRun[], status: StatementStatus, error?: string): void {
    for (const run of runs) {
      if (run.status !== 'SUBMITTED') continue;
      if (error !== undefined) run.error = error;
      this.#mark(run, status);
    }
  }

  #settle(record: StatementRecord, status: StatementStatus, error?: string): void {
    if (error !== undefined) record.error = error;
    this.#mark(record, status);
  }

  #mark(target: StatementRecord | SqlRun, status: StatementStatus): void {
    target.status = status;
    target.updatedAtMs = this.settings.now();
  }
}

/** The one statement of a text, its parameters put in as literals. */
function oneStatement(sql: string, parameters: readonly SqlParameter[]): Token[] {
  const statements = splitStatements(tokenize(sql));
  if (statements.length > 1)
    throw new SqlError('cannot insert multiple commands into a prepared statement', '42601');
  return (statements[0] ?? []).map((token) => {
    const parameter = token.kind === 'param' ? parameters.find(({ name }) => name === token.text) : undefined;
    return parameter === undefined ? token : { kind: 'string', text: parameter.value };
  });
}
