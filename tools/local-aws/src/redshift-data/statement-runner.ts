import { randomUUID } from 'node:crypto';
import { AwsError } from '../kernel/service.js';
import type { KeptSession, KeptSessions } from './kept-sessions.js';
import { markAs, nanosecondsSince, runSubmission, type SubmissionSettings } from './run-submission.js';
import { Session, type SessionContext } from './session.js';
import {
  Cancelled,
  type Connection,
  type StatementRecord,
  type StatementStatus,
  type Submission,
} from './statement-record.js';
import type { StatementRegistry } from './statement-registry.js';

export interface RunnerSettings extends Omit<SessionContext, 'database'>, SubmissionSettings {
  readonly registry: StatementRegistry;
  readonly sessions: KeptSessions;
  readonly maxActiveStatements: number;
  warn(message: string): void;
}

/** A session for one submission. */
interface RunningSession {
  readonly session: Session;
  readonly connection: Connection;
  readonly kept: KeptSession | undefined;
}

/** Runs submissions in the background, each in a session of its own or in the one that it names. */
export class StatementRunner {
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly settings: RunnerSettings) {}

  /**
   * Answers at once. Throws `ActiveStatementsExceededException` or `ActiveSessionsExceededException` when there are
   * too many, and `ValidationException` for a session that takes no statement.
   */
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
    const cancel = new AbortController();
    const running = this.#sessionFor(submission, cancel);
    const createdAtMs = now();
    const record: StatementRecord = {
      id: randomUUID(),
      submission,
      connection: running.connection,
      sessionId: running.kept?.id,
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
      cancel,
    };
    registry.add(record);
    const ended = this.#run(record, running)
      .catch((error: unknown) => {
        warn(`redshift-data: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        this.#settle(record, 'FAILED', 'ERROR: internal error of local-aws');
      })
      .finally(() => this.#running.delete(ended));
    this.#running.add(ended);
    return record;
  }

  cancel(record: StatementRecord): void {
    record.cancel.abort(new Cancelled());
  }

  /** Cancels what runs and waits for it. */
  async close(): Promise<void> {
    for (const record of this.settings.registry.all()) this.cancel(record);
    await Promise.all(this.#running);
    this.settings.sessions.close();
  }

  #sessionFor({ session: asked, keepAliveSeconds }: Submission, cancel: AbortController): RunningSession {
    const { sessions } = this.settings;
    if ('id' in asked) {
      const kept = sessions.take(asked.id, keepAliveSeconds, cancel);
      return { ...kept, kept };
    }
    const open = () => new Session({ ...this.settings, database: asked.database });
    if (keepAliveSeconds === undefined || keepAliveSeconds === 0) {
      return { session: open(), connection: asked, kept: undefined };
    }
    const kept = sessions.keep(asked, open, keepAliveSeconds, cancel);
    return { ...kept, kept };
  }

  async #run(record: StatementRecord, running: RunningSession): Promise<void> {
    const started = process.hrtime.bigint();
    const { now, sessions } = this.settings;
    markAs(record, 'STARTED', now());
    const { status, error } = await runSubmission(record, running.session, this.settings).finally(() => {
      // Before it is told: who knows that a statement has ended may use its session, and finds its locks free.
      if (running.kept === undefined) running.session.close();
      else sessions.release(running.kept);
    });
    record.durationNs = nanosecondsSince(started);
    this.#settle(record, status, error);
  }

  #settle(record: StatementRecord, status: StatementStatus, error?: string): void {
    if (error !== undefined) record.error = error;
    markAs(record, status, this.settings.now());
  }
}
