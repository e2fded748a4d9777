import type { StatementRecord } from '../statement-record.js';
import {
  epochSeconds,
  invalid,
  invalidToken,
  optionalFlag,
  optionalInteger,
  optionalText,
  pageToken,
  placeOf,
  type Fields,
} from './fields.js';

const STATUSES = ['ABORTED', 'ALL', 'FAILED', 'FINISHED', 'PICKED', 'STARTED', 'SUBMITTED'];
const PAGE_SIZE = 100;

/**
 * ListStatements: newest first; without a status, those that finished. Everybody is one role, whose sessions are told
 * apart by their access keys.
 */
export function listStatements(fields: Fields, records: readonly StatementRecord[], caller: string): unknown {
  const limit = optionalInteger(fields, 'MaxResults', 0, PAGE_SIZE) || PAGE_SIZE;
  const matching = records.filter(filterOf(fields, caller));
  const place = placeOf(optionalText(fields, 'NextToken'));
  const from = place === undefined ? 0 : matching.findIndex(({ id }) => id === place) + 1;
  if (place !== undefined && from === 0) throw invalidToken();
  const listed = matching.slice(from, from + limit);
  const last = listed.at(-1);
  return {
    Statements: listed.map(listedFields),
    ...(last !== undefined && from + limit < matching.length ? { NextToken: pageToken(last.id) } : {}),
  };
}

function filterOf(fields: Fields, caller: string): (record: StatementRecord) => boolean {
  const status = optionalText(fields, 'Status') ?? 'FINISHED';
  if (!STATUSES.includes(status)) throw invalid(`Status must be one of ${STATUSES.join(', ')}.`);
  const prefix = optionalText(fields, 'StatementName') ?? '';
  const ownOnly = optionalFlag(fields, 'RoleLevel') === false;
  const workgroup = optionalText(fields, 'WorkgroupName');
  const cluster = optionalText(fields, 'ClusterIdentifier');
  if (workgroup !== undefined && cluster !== undefined) {
    throw invalid('Only one of WorkgroupName and ClusterIdentifier can be given.');
  }
  const database = optionalText(fields, 'Database');
  return ({ connection, submission, ...record }) =>
    (status === 'ALL' || record.status === status) &&
    (submission.statementName ?? '').startsWith(prefix) &&
    (!ownOnly || submission.caller === caller) &&
    (workgroup === undefined || connection.workgroup === workgroup) &&
    (cluster === undefined || connection.cluster === cluster) &&
    (database === undefined || connection.database === database);
}

const listedFields = ({ id, submission, connection, sessionId, ...record }: StatementRecord) => ({
  Id: id,
  Status: record.status,
  CreatedAt: epochSeconds(record.createdAtMs),
  UpdatedAt: epochSeconds(record.updatedAtMs),
  StatementName: submission.statementName,
  SecretArn: connection.secretArn,
  SessionId: sessionId,
  IsBatchStatement: submission.batch,
  ResultFormat: 'json',
  ...(submission.batch ? { QueryStrings: submission.sqls } : { QueryString: submission.sqls[0] }),
  ...(submission.parameters.length > 0 ? { QueryParameters: submission.parameters } : {}),
});
