import { isActive, type Connection, type SqlRun, type StatementRecord } from '../statement-record.js';
import { epochSeconds, invalid } from './fields.js';

/** DescribeStatement: of a whole submission, or of one statement of a batch. */
export function describeStatement(record: StatementRecord, run: SqlRun | undefined, id: string): unknown {
  const { submission, runs } = record;
  const only = run ?? (submission.batch ? undefined : runs[0]);
  const shared = {
    Id: id,
    ...connectionFields(record.connection),
    SessionId: record.sessionId,
    RedshiftPid: (only ?? runs[0])?.queryId ?? 0,
    RedshiftQueryId: only?.queryId ?? 0,
    ResultFormat: 'json',
  };
  if (run !== undefined) return { ...shared, ...runFields(run) };
  return {
    ...shared,
    Status: record.status,
    Error: record.error,
    CreatedAt: epochSeconds(record.createdAtMs),
    UpdatedAt: epochSeconds(record.updatedAtMs),
    Duration: record.durationNs,
    HasResultSet: record.status === 'FINISHED' && runs.some(({ result }) => result !== undefined),
    ResultRows: only?.rows ?? sum(runs.map(({ rows }) => Math.max(rows, 0))),
    ResultSize: sum(runs.map(resultSize)),
    ...(submission.batch
      ? {
          SubStatements: runs.map((sub, index) => ({
            Id: `${record.id}:${index + 1}`,
            RedshiftQueryId: sub.queryId,
            ...runFields(sub),
          })),
        }
      : { QueryString: runs[0]?.sql }),
    ...(submission.parameters.length > 0 ? { QueryParameters: submission.parameters } : {}),
  };
}

export const connectionFields = (connection: Connection) => ({
  Database: connection.database,
  WorkgroupName: connection.workgroup,
  ClusterIdentifier: connection.cluster,
  DbUser: connection.dbUser,
  SecretArn: connection.secretArn,
});

const runFields = (run: SqlRun) => ({
  Status: run.status,
  Error: run.error,
  CreatedAt: epochSeconds(run.createdAtMs),
  UpdatedAt: epochSeconds(run.updatedAtMs),
  Duration: run.durationNs,
  HasResultSet: run.result !== undefined,
  QueryString: run.sql,
  ResultRows: run.rows,
  ResultSize: resultSize(run),
});

const resultSize = ({ result }: SqlRun): number => result?.sizeBytes ?? 0;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export function refuseFinished(record: StatementRecord): void {
  if (!isActive(record)) {
    throw invalid(`Could not cancel a query that is already in ${record.status} state with ID: ${record.id}`);
  }
}
