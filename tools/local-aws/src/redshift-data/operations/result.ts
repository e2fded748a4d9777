import { AwsError } from '../../kernel/service.js';
import type { SqlRun, StatementRecord } from '../statement-record.js';
import { invalidToken, pageToken, placeOf } from './fields.js';

/** GetStatementResult's body. Records are JSON already; nothing here parses them again. */
export function statementResult(
  record: StatementRecord,
  run: SqlRun | undefined,
  nextToken: string | undefined,
): string {
  const of = run ?? (record.submission.batch ? undefined : record.runs[0]);
  const result = of?.result;
  if (record.status !== 'FINISHED' || result === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      'Query does not have result. Please check query status with DescribeStatement.',
    );
  }
  const page = Number(placeOf(nextToken) ?? 0);
  const records = result.pages[page];
  if (records === undefined) throw invalidToken();
  const more =
    page + 1 < result.pages.length ? `,"NextToken":${JSON.stringify(pageToken(String(page + 1)))}` : '';
  return `{"ColumnMetadata":${JSON.stringify(result.columns)},"Records":${records},"TotalNumRows":${result.rowCount}${more}}`;
}
