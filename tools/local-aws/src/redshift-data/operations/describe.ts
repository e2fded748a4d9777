import { isActive, type SqlRun, type StatementRecord } from '../statement-record.js';
import {
  epochSeconds,
  invalid,
  optionalInteger,
  optionalText,
  pageOf,
  pageToken,
  type Fields,
} from './fields.js';

/** DescribeStatement: of a whole submission, or of one statement of a batch. */
export function describeStatement(record: StatementRecord, run: SqlRun | undefined, id: string): unknown {
  const { submission } = record;
  const only = run ?? (submission.batch ? undefined : record.runs[0]);
  const shared = {
    Id: id,
    Database: submission.database,
    WorkgroupName: submission.workgroup,
    ClusterIdentifier: submission.cluster,
    DbUser: submission.dbUser,
    SecretArn: submission.secretArn,
    RedshiftPid: only?.queryId ?? record.runs[0]?.queryId ?? 0,
    RedshiftQueryId: only?.queryId ?? 0,
    ResultFormat: 'json',
  };
  if (run !== undefined) return { ...shared, ...runFields(run) };
  const results = record.runs.filter(({ result }) => result !== undefined);
  return {
    ...shared,
    Status: record.status,
    Error: record.error,
    CreatedAt: epochSeconds(record.createdAtMs),
    UpdatedAt: epochSeconds(record.updatedAtMs),
    Duration: record.durationNs,
    HasResultSet: record.status === 'FINISHED' && results.length > 0,
    ResultRows: only?.rows ?? -1,
    ResultSize: only === undefined ? -1 : (only.result?.sizeBytes ?? 0),
    ...(submission.batch
      ? {
          SubStatements: record.runs.map((sub, index) => ({
            Id: `${record.id}:${index + 1}`,
            RedshiftQueryId: sub.queryId,
            ...runFields(sub),
          })),
        }
      : { QueryString: record.runs[0]?.sql }),
    ...(submission.parameters.length > 0 ? { QueryParameters: submission.parameters } : {}),
  };
}

const runFields = (run: SqlRun) => ({
  Status: run.status,
  Error: run.error,
  CreatedAt: epochSeconds(run.createdAtMs),
  UpdatedAt: epochSeconds(run.updatedAtMs),
  Duration: run.durationNs,
  HasResultSet: run.result !== undefined,
  QueryString: run.sql,
  ResultRows: run.rows,
  ResultSize: run.result?.sizeBytes ?? 0,
});

/** GetStatementResult's body. Records are JSON already; nothing here parses them again. */
export function statementResult(
  record: StatementRecord,
  run: SqlRun | undefined,
  nextToken: string | undefined,
): string | undefined {
  const of = run ?? (record.submission.batch ? undefined : record.runs[0]);
  const result = of?.result;
  if (record.status !== 'FINISHED' || result === undefined) return undefined;
  const page = pageOf(nextToken);
  const records = result.pages[page];
  if (records === undefined) throw invalid('NextToken is not valid.');
  const more = page + 1 < result.pages.length ? `,"NextToken":${JSON.stringify(pageToken(page + 1))}` : '';
  return `{"ColumnMetadata":${JSON.stringify(result.columns)},"Records":${records},"TotalNumRows":${result.rowCount}${more}}`;
}

const STATUSES = ['ABORTED', 'ALL', 'FAILED', 'FINISHED', 'PICKED', 'STARTED', 'SUBMITTED'];

/** ListStatements: newest first; without a status, those that finished. */
export function listStatements(fields: Fields, records: readonly StatementRecord[]): unknown {
  const status = optionalText(fields, 'Status') ?? 'FINISHED';
  if (!STATUSES.includes(status)) throw invalid(`Status must be one of ${STATUSES.join(', ')}.`);
  const prefix = optionalText(fields, 'StatementName') ?? '';
  const limit = optionalInteger(fields, 'MaxResults', 0, 100) || 100;
  const from = pageOf(optionalText(fields, 'NextToken'));
  const matching = records.filter(
    (record) =>
      (status === 'ALL' || record.status === status) &&
      (record.submission.statementName ?? '').startsWith(prefix),
  );
  const listed = matching.slice(from, from + limit);
  return {
    Statements: listed.map(({ id, submission, ...record }) => ({
      Id: id,
      Status: record.status,
      CreatedAt: epochSeconds(record.createdAtMs),
      UpdatedAt: epochSeconds(record.updatedAtMs),
      StatementName: submission.statementName,
      SecretArn: submission.secretArn,
      IsBatchStatement: submission.batch,
      ...(submission.batch ? { QueryStrings: submission.sqls } : { QueryString: submission.sqls[0] }),
      ...(submission.parameters.length > 0 ? { QueryParameters: submission.parameters } : {}),
    })),
    ...(from + limit < matching.length ? { NextToken: pageToken(from + limit) } : {}),
  };
}

export function refuseFinished(record: StatementRecord): void {
  if (!isActive(record)) {
    throw invalid(`Could not cancel a query that is already in ${record.status} state with ID: ${record.id}`);
  }
}
