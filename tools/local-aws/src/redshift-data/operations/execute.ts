import type { RunningProcess } from '../../kernel/ports.js';
import type { StatementRecord, Submission } from '../statement-record.js';
import { connectionFields } from './describe.js';
import {
  epochSeconds,
  invalid,
  optionalId,
  optionalInteger,
  optionalText,
  requiredText,
  type Fields,
} from './fields.js';
import { parameters } from './parameters.js';

const MAX_STATEMENT_BYTES = 100 * 1024;
const MAX_BATCH_STATEMENTS = 40;
const MAX_CLIENT_TOKEN_CHARACTERS = 64;
const MAX_KEEP_ALIVE_SECONDS = 24 * 3600;

/** Who asks, and what there is to be asked for. */
export interface ExecuteContext {
  readonly caller: string;
  readonly process?: RunningProcess | undefined;
  /** Workgroups that exist; undefined: any. */
  readonly workgroups: readonly string[] | undefined;
}

export function executeStatement(fields: Fields, context: ExecuteContext): Submission {
  const sqls = [sized(requiredText(fields, 'Sql'))];
  return { ...shared(fields, context), sqls, batch: false, parameters: parameters(fields, sqls) };
}

export function batchExecuteStatement(fields: Fields, context: ExecuteContext): Submission {
  const given = fields.Sqls;
  if (!Array.isArray(given) || given.length === 0 || !given.every(isText)) {
    throw invalid(`Sqls must be a list of 1 to ${MAX_BATCH_STATEMENTS} SQL statements.`);
  }
  if (given.length > MAX_BATCH_STATEMENTS) {
    throw invalid(`Number of SQL statements ${given.length} exceeds the limit of ${MAX_BATCH_STATEMENTS}.`);
  }
  const sqls = given.map(sized);
  return { ...shared(fields, context), sqls, batch: true, parameters: parameters(fields, sqls) };
}

export const submissionAnswer = ({ id, connection, createdAtMs, sessionId }: StatementRecord) => ({
  Id: id,
  CreatedAt: epochSeconds(createdAtMs),
  ...connectionFields(connection),
  SessionId: sessionId,
});

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function sized(sql: string): string {
  if (Buffer.byteLength(sql) > MAX_STATEMENT_BYTES)
    throw invalid('Cannot process SQL text larger than 100 KB.');
  return sql;
}

/** What a client may ask for that is refused here, as no answer of ours would be right. */
function refuseUnsupported(fields: Fields): void {
  const unsupported: Readonly<Record<string, unknown>> = {
    ResultFormat: 'JSON',
    ExecutionMode: 'TRANSACTION',
    WaitTimeSeconds: 0,
  };
  for (const [name, only] of Object.entries(unsupported)) {
    if (fields[name] !== undefined && fields[name] !== only) {
      throw invalid(`local-aws implements ${name} ${String(only)} only.`);
    }
  }
}

function shared(
  fields: Fields,
  { caller, process, workgroups }: ExecuteContext,
): Omit<Submission, 'sqls' | 'batch' | 'parameters'> {
  refuseUnsupported(fields);
  const clientToken = optionalText(fields, 'ClientToken');
  if (clientToken !== undefined && clientToken.length > MAX_CLIENT_TOKEN_CHARACTERS) {
    throw invalid(`ClientToken must have at most ${MAX_CLIENT_TOKEN_CHARACTERS} characters.`);
  }
  const keepAliveSeconds = optionalInteger(fields, 'SessionKeepAliveSeconds', 0, MAX_KEEP_ALIVE_SECONDS);
  const statementName = optionalText(fields, 'StatementName');
  return {
    caller,
    process,
    session: sessionOf(fields, workgroups),
    ...(keepAliveSeconds === undefined ? {} : { keepAliveSeconds }),
    ...(statementName === undefined ? {} : { statementName }),
    ...(clientToken === undefined ? {} : { clientToken }),
  };
}

function sessionOf(fields: Fields, workgroups: ExecuteContext['workgroups']): Submission['session'] {
  const optional = {
    workgroup: optionalText(fields, 'WorkgroupName'),
    cluster: optionalText(fields, 'ClusterIdentifier'),
    dbUser: optionalText(fields, 'DbUser'),
    secretArn: optionalText(fields, 'SecretArn'),
    database: optionalText(fields, 'Database'),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const id = optionalId(fields, 'SessionId');
  if (id !== undefined) {
    if (Object.keys(given).length > 0)
      throw invalid('SessionId cannot be given with what it is connected to.');
    return { id };
  }
  const { workgroup, cluster } = optional;
  if ((workgroup === undefined) === (cluster === undefined)) {
    throw invalid('Exactly one of WorkgroupName and ClusterIdentifier must be given.');
  }
  if (workgroup !== undefined && workgroups !== undefined && !workgroups.includes(workgroup)) {
    throw invalid("Redshift endpoint doesn't exist in this region.");
  }
  return { ...given, database: requiredText(fields, 'Database') };
}
