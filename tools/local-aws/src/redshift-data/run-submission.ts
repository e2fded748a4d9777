import { untilReleased } from '../kernel/until-released.js';
import type { StatementFaults } from '../kernel/ports.js';
import { serializationConflict } from './duckdb-error.js';
import type { Session } from './session.js';
import { SqlError } from './sql-error.js';
import { splitStatements, tokenize, type Token } from './sql/tokens.js';
import {
  Cancelled,
  type SqlParameter,
  type SqlRun,
  type StatementRecord,
  type StatementStatus,
} from './statement-record.js';

/** How a submission ended. */
export interface SubmissionEnd {
  readonly status: StatementStatus;
  readonly error?: string;
}

export interface SubmissionSettings {
  /** Databases that exist; undefined: any name is this warehouse. */
  readonly databases: readonly string[] | undefined;
  readonly faults: StatementFaults | undefined;
  now(): number;
}

/**
 * Runs the statements of a submission in a session, one after the other, and marks each; a batch commits with its
 * last. Throws only what is not the warehouse's word: a mistake of our own.
 */
export async function runSubmission(
  { submission, connection, runs, cancel }: StatementRecord,
  session: Session,
  settings: SubmissionSettings,
): Promise<SubmissionEnd> {
  const { batch, parameters } = submission;
  const mark = (run: SqlRun, status: StatementStatus, error?: string) => {
    if (error !== undefined) run.error = error;
    markAs(run, status, settings.now());
  };
  const abandonRest = (status: StatementStatus, error?: string) => {
    for (const run of runs) if (run.status === 'SUBMITTED') mark(run, status, error);
  };
  if (settings.databases?.includes(connection.database) === false) {
    const error = `FATAL: database "${connection.database}" does not exist`;
    abandonRest('FAILED', error);
    return { status: 'FAILED', error };
  }
  const reach = async (statement: number, queryId: number): Promise<void> => {
    const { statementName: name, caller, process } = submission;
    const strike = settings.faults?.strikeStatement({ name, statement, caller, process });
    await strike?.killed;
    await untilReleased(strike?.held, cancel.signal);
    if (strike?.failure === undefined) return;
    const { sqlState } = strike.failure;
    throw sqlState === undefined
      ? serializationConflict({ queryId })
      : new SqlError('A fault injected on purpose.', sqlState);
  };
  try {
    for (const [index, run] of runs.entries()) {
      mark(run, 'STARTED');
      const started = process.hrtime.bigint();
      try {
        const { queryId } = run;
        await reach(index + 1, queryId);
        const tokens = oneStatement(run.sql, parameters);
        const outcome = await session.run(tokens, { queryId, signal: cancel.signal, batch });
        run.rows = outcome.rows;
        if (outcome.result !== undefined) run.result = outcome.result;
        run.durationNs = nanosecondsSince(started);
        mark(run, 'FINISHED');
      } catch (error) {
        run.durationNs = nanosecondsSince(started);
        if (error instanceof Cancelled) mark(run, 'ABORTED');
        else mark(run, 'FAILED', error instanceof SqlError ? error.text : undefined);
        throw error;
      }
    }
    const last = runs.at(-1)?.queryId ?? 0;
    await reach(runs.length + 1, last);
    await session.finish(last, batch);
    return { status: 'FINISHED' };
  } catch (error) {
    await session.fail(batch);
    abandonRest('ABORTED');
    if (error instanceof Cancelled) return { status: 'ABORTED' };
    if (!(error instanceof SqlError)) throw error;
    return { status: 'FAILED', error: error.text };
  }
}

export const nanosecondsSince = (started: bigint): number => Number(process.hrtime.bigint() - started);

export function markAs(target: StatementRecord | SqlRun, status: StatementStatus, nowMs: number): void {
  target.status = status;
  target.updatedAtMs = nowMs;
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
