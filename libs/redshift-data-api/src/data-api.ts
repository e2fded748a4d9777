import {
  BatchExecuteStatementCommand,
  ExecuteStatementCommand,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { unknownCode } from '@sluice/redshift-loading';
import { checkSize } from './batch-size.js';
import { DataApiUnavailableError, StatementFailedError, StatementLostError } from './errors.js';
import { readResult, type Result } from './read-result.js';
import { requestFaultOf } from './request-fault.js';
import { StatementSlots } from './statement-slots.js';
import { followStatement, type RunSettings } from './statement-run.js';

export interface DataApiOptions {
  readonly client: RedshiftDataClient;
  /** A serverless workgroup, or a cluster with the user or secret to connect as. */
  readonly warehouse:
    | { readonly workgroupName: string; readonly secretArn?: string }
    | { readonly clusterIdentifier: string; readonly dbUser?: string; readonly secretArn?: string };
  readonly database: string;
  /** Statements of this process in flight; the others wait. Default: 5. */
  readonly maxActiveStatements?: number;
  /** First wait between two looks at a statement. Default: 10. */
  readonly pollMinMilliseconds?: number;
  /** Longest wait between two looks. Default: 2000. */
  readonly pollMaxMilliseconds?: number;
  /** How long a cancelled statement, or a finished one's result, is waited for. Default: 10. */
  readonly graceSeconds?: number;
}

export interface RunOptions {
  /** From submission, waiting for locks included; then the statement is cancelled. */
  readonly timeoutSeconds: number;
  /** Cancels the statement. */
  readonly signal?: AbortSignal;
  /**
   * Told of each look at the statement; while it waits for its turn, of each look at one that it waits for. Whoever hears
   * nothing for long waits for a call that does not come back.
   */
  readonly onLook?: (() => void) | undefined;
}

/** The result of one statement of a batch. */
export interface StatementResult extends Result {
  /** Place of the statement in the batch. */
  readonly statementIndex: number;
}

export interface DataApi {
  /**
   * Runs up to 40 statements of at most 100,000 bytes each as one transaction; more is refused and not sent.
   * @param options.name shown in the warehouse's list of statements
   * @returns the results of those statements that have one, in order; it has committed
   * @throws {StatementFailedError} nothing of it stays: it failed, was refused, or was cancelled
   * @throws {StatementLostError} it may have committed: run the same transaction again
   * @throws {DataApiUnavailableError} it was not taken
   * @throws the signal's reason, when it was aborted before anything was sent
   */
  runBatch(
    sqls: readonly string[],
    options: RunOptions & { readonly name?: string },
  ): Promise<StatementResult[]>;
  /**
   * Runs one statement. Integers beyond 2^53 lose digits on the way through JSON: cast them to VARCHAR.
   * @param options.parameters for `:name` in the statement
   * @param options.timeoutSeconds default: 300
   * @throws as `runBatch`
   */
  query(
    sql: string,
    options?: Partial<RunOptions> & { readonly parameters?: Readonly<Record<string, string>> },
  ): Promise<Result>;
}

export function createDataApi(options: DataApiOptions): DataApi {
  const { client, database, warehouse } = options;
  const settings: RunSettings = {
    client,
    polling: {
      minMilliseconds: options.pollMinMilliseconds ?? 10,
      maxMilliseconds: options.pollMaxMilliseconds ?? 2000,
    },
    graceSeconds: options.graceSeconds ?? 10,
  };
  const slots = new StatementSlots(options.maxActiveStatements ?? 5);
  const connection = {
    Database: database,
    ...('workgroupName' in warehouse
      ? { WorkgroupName: warehouse.workgroupName }
      : { ClusterIdentifier: warehouse.clusterIdentifier, DbUser: warehouse.dbUser }),
    SecretArn: warehouse.secretArn,
  };

  return {
    async runBatch(sqls, { name, onLook, ...limits }) {
      checkSize(sqls);
      return slots.run(
        async (looked) => {
          const id = await submit(() =>
            client.send(
              new BatchExecuteStatementCommand({ ...connection, Sqls: [...sqls], StatementName: name }),
            ),
          );
          const { SubStatements: parts = [] } = await followStatement(settings, id, {
            ...limits,
            onLook: looked,
          });
          const results: StatementResult[] = [];
          for (const [statementIndex, { Id: partId, HasResultSet }] of parts.entries())
            if (HasResultSet === true && partId !== undefined)
              results.push({ statementIndex, ...(await readResult(settings, partId)) });
          return results;
        },
        limits.signal,
        onLook,
      );
    },

    async query(sql, { parameters = {}, timeoutSeconds = 300, signal, onLook } = {}) {
      checkSize([sql]);
      return slots.run(
        async (looked) => {
          const named = Object.entries(parameters).map(([name, value]) => ({ name, value }));
          const id = await submit(() =>
            client.send(
              new ExecuteStatementCommand({
                ...connection,
                Sql: sql,
                // An empty list is refused.
                Parameters: named.length > 0 ? named : undefined,
              }),
            ),
          );
          const { HasResultSet } = await followStatement(settings, id, {
            timeoutSeconds,
            signal,
            onLook: looked,
          });
          return HasResultSet === true ? readResult(settings, id) : { columns: [], rows: [] };
        },
        signal,
        onLook,
      );
    },
  };
}

/**
 * Sends a statement. Not aborted by the caller's signal: without the statement's id it could not be cancelled. The
 * SDK's own retries carry one client token, and a second run would wait for the first at the lock.
 */
async function submit(send: () => Promise<{ readonly Id?: string | undefined }>): Promise<string> {
  const { Id: id } = await send().catch((error: unknown) => {
    const { kind, code } = requestFaultOf(error);
    switch (kind) {
      case 'unreached':
      case 'busy':
        throw new DataApiUnavailableError('the Data API does not take statements now', {
          code,
          cause: error,
        });
      case 'refused':
        throw new StatementFailedError('the Data API refused the statement', { code, cause: error });
      case 'uncertain':
        throw new StatementLostError('the answer to a statement was lost', { code, cause: error });
    }
  });
  if (id === undefined)
    throw new StatementLostError('the Data API gave no statement id', { code: unknownCode });
  return id;
}
