import {
  CancelStatementCommand,
  DescribeStatementCommand,
  type DescribeStatementResponse,
  type RedshiftDataClient,
  type SubStatementData,
} from '@aws-sdk/client-redshift-data';
import { errorCodeOf, type FailedStatement } from '@sluice/redshift-loading';
import { Backoff, type BackoffSettings } from './backoff.js';
import { StatementFailedError, StatementLostError } from './errors.js';
import { requestFaultOf } from './request-fault.js';

export interface RunSettings {
  readonly client: RedshiftDataClient;
  readonly polling: BackoffSettings;
  /** How long a cancelled statement, or the result of a finished one, is waited for. */
  readonly graceSeconds: number;
}

/** SQLSTATE of a cancelled query: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const cancelledCode = '57014';

/**
 * Follows a statement until it has ended. At the deadline or on abort it is cancelled and followed a little further,
 * since it may have ended first.
 * @returns its description, FINISHED
 * @throws {StatementFailedError} it failed or was cancelled: nothing of it stays
 * @throws {StatementLostError} its end could not be learnt
 */
export async function followStatement(
  settings: RunSettings,
  id: string,
  limits: {
    readonly timeoutSeconds: number;
    readonly signal?: AbortSignal | undefined;
    /** Told after each description, asked for in vain ones too. */
    readonly onLook?: (() => void) | undefined;
  },
): Promise<DescribeStatementResponse> {
  const backoff = new Backoff(settings.polling);
  const { signal } = limits;
  let deadline = performance.now() + limits.timeoutSeconds * 1000;
  let cancel: 'no' | 'asked' | 'answered' = 'no';
  let cause: unknown;
  for (;;) {
    const statement = await describe(settings, id).catch((error: unknown) => {
      const { kind, code } = requestFaultOf(error);
      // Another task's statement may be hidden from this one: asking again would not help.
      if (kind === 'refused')
        throw new StatementLostError('the statement cannot be described', { code, cause: error });
      cause = error;
      return undefined;
    });
    limits.onLook?.();
    const ended = statement && endOf(statement);
    if (ended) return ended;
    const late = performance.now() >= deadline;
    if (cancel !== 'no' && late)
      throw new StatementLostError('the statement did not end in time', {
        code: cause === undefined ? 'TimeoutError' : requestFaultOf(cause).code,
        cause,
      });
    if (cancel === 'no' && (late || signal?.aborted)) {
      cancel = 'asked';
      deadline = performance.now() + settings.graceSeconds * 1000;
      backoff.reset();
    }
    if (cancel === 'asked') {
      const fault = await askToCancel(settings, id);
      cause = fault ?? cause;
      if (fault === undefined || requestFaultOf(fault).kind === 'refused') {
        cancel = 'answered';
        continue;
      }
    }
    await backoff.wait(cancel === 'no' ? signal : undefined);
  }
}

/**
 * Whether it was in time shows in the description; a statement that has just ended refuses to be cancelled.
 * @returns why it was not taken
 */
const askToCancel = ({ client }: RunSettings, id: string): Promise<unknown> =>
  client.send(new CancelStatementCommand({ Id: id })).then(
    () => undefined,
    (error: unknown) => error,
  );

const describe = ({ client }: RunSettings, id: string): Promise<DescribeStatementResponse> =>
  client.send(new DescribeStatementCommand({ Id: id }));

/** The description of a finished statement; undefined while it runs. */
function endOf(statement: DescribeStatementResponse): DescribeStatementResponse | undefined {
  const parts = statement.SubStatements ?? [];
  switch (statement.Status) {
    case 'FINISHED':
      return statement;
    case 'FAILED': {
      const index = parts.findIndex(({ Status }) => Status === 'FAILED');
      const errorText = parts[index]?.Error ?? statement.Error ?? '';
      throw new StatementFailedError(errorText === '' ? 'the statement failed' : errorText, {
        code: errorCodeOf({ errorText }),
        statementIndex: index < 0 ? undefined : index,
        statement: failedStatement(statement, parts[index]),
      });
    }
    case 'ABORTED':
      throw new StatementFailedError('the statement was cancelled', { code: cancelledCode });
    default:
      return undefined;
  }
}

const failedStatement = (
  batch: DescribeStatementResponse,
  part: SubStatementData | undefined,
): FailedStatement => ({
  queryId: part?.RedshiftQueryId ?? batch.RedshiftQueryId,
  processId: batch.RedshiftPid,
  submittedAt: batch.CreatedAt?.toISOString(),
});
