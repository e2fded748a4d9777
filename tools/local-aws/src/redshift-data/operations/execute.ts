import { tokenize } from '../sql/tokens.js';
import { SqlError } from '../sql-error.js';
import type { SqlParameter, StatementRecord, Submission } from '../statement-record.js';
import { epochSeconds, invalid, optionalText, requiredText, type Fields } from './fields.js';

const MAX_STATEMENT_BYTES = 100 * 1024;
const MAX_BATCH_STATEMENTS = 40;

/** Workgroups that exist; undefined: any. */
export type Workgroups = readonly string[] | undefined;

export function executeStatement(fields: Fields, workgroups: Workgroups): Submission {
  const sql = requiredText(fields, 'Sql');
  return {
    ...target(fields, workgroups),
    sqls: [sized(sql)],
    batch: false,
    parameters: parameters(fields, sql),
  };
}

export function batchExecuteStatement(fields: Fields, workgroups: Workgroups): Submission {
  const sqls = fields.Sqls;
  if (
    !Array.isArray(sqls) ||
    sqls.length === 0 ||
    !sqls.every((sql) => typeof sql === 'string' && sql !== '')
  ) {
    throw invalid('Sqls must be a list of 1 to 40 SQL statements.');
  }
  if (sqls.length > MAX_BATCH_STATEMENTS) {
    throw invalid(`Number of SQL statements ${sqls.length} exceeds the limit of ${MAX_BATCH_STATEMENTS}.`);
  }
  if (fields.Parameters !== undefined)
    throw invalid('local-aws takes Parameters with ExecuteStatement only.');
  return { ...target(fields, workgroups), sqls: (sqls as string[]).map(sized), batch: true, parameters: [] };
}

export function submissionAnswer({ id, submission, createdAtMs }: StatementRecord): unknown {
  return {
    Id: id,
    CreatedAt: epochSeconds(createdAtMs),
    Database: submission.database,
    WorkgroupName: submission.workgroup,
    ClusterIdentifier: submission.cluster,
    DbUser: submission.dbUser,
    SecretArn: submission.secretArn,
  };
}

function sized(sql: string): string {
  if (Buffer.byteLength(sql) > MAX_STATEMENT_BYTES)
    throw invalid('Cannot process SQL text larger than 100 KB.');
  return sql;
}

function target(fields: Fields, workgroups: Workgroups): Omit<Submission, 'sqls' | 'batch' | 'parameters'> {
  for (const unsupported of ['SessionId', 'SessionKeepAliveSeconds']) {
    if (fields[unsupported] !== undefined) throw invalid(`local-aws does not implement ${unsupported}.`);
  }
  if (fields.ResultFormat !== undefined && fields.ResultFormat !== 'JSON') {
    throw invalid('local-aws implements ResultFormat JSON only.');
  }
  const workgroup = optionalText(fields, 'WorkgroupName');
  const cluster = optionalText(fields, 'ClusterIdentifier');
  if ((workgroup === undefined) === (cluster === undefined)) {
    throw invalid('Exactly one of WorkgroupName and ClusterIdentifier must be given.');
  }
  if (workgroup !== undefined && workgroups !== undefined && !workgroups.includes(workgroup)) {
    throw invalid("Redshift endpoint doesn't exist in this region.");
  }
  const optional = {
    workgroup,
    cluster,
    dbUser: optionalText(fields, 'DbUser'),
    secretArn: optionalText(fields, 'SecretArn'),
    statementName: optionalText(fields, 'StatementName'),
    clientToken: optionalText(fields, 'ClientToken'),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { database: requiredText(fields, 'Database'), ...given };
}

function parameters(fields: Fields, sql: string): SqlParameter[] {
  const list = fields.Parameters;
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list) || list.length === 0)
    throw invalid('Parameters must be a list that is not empty.');
  const read = list.map((item: unknown): SqlParameter => {
    const { name, value } = (item ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof value !== 'string')
      throw invalid('A parameter has a name and a value.');
    return { name, value };
  });
  const used = usedParameters(sql);
  const unused = read.filter(({ name }) => !used.has(name)).map(({ name }) => name);
  if (unused.length > 0) {
    throw invalid(`Parameters list contains unused parameters. Unused parameters: [${unused.join(', ')}]`);
  }
  return read;
}

function usedParameters(sql: string): Set<string> {
  try {
    return new Set(tokenize(sql).flatMap(({ kind, text }) => (kind === 'param' ? [text] : [])));
  } catch (error) {
    if (error instanceof SqlError) throw invalid(error.message);
    throw error;
  }
}
