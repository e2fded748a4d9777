import { notImplemented, SqlError } from '../sql-error.js';
import type { Statement } from './statement.js';
import type { TokenReader } from './token-reader.js';
import { useTable } from './used-table.js';

/** Settings that label a session and change nothing. */
const LABELS = new Set(['query_group', 'application_name']);

/** BEGIN, COMMIT, ROLLBACK and their other names. */
export function parseControl(reader: TokenReader, kind: 'begin' | 'commit' | 'rollback'): Statement {
  const verb = reader.next().text;
  if (verb === 'start') reader.expectWords('transaction');
  else if (!reader.takeWords('transaction')) reader.takeWords('work');
  if (kind === 'begin' && ['isolation', 'read'].some((word) => reader.isWords(word)))
    throw notImplemented('BEGIN with a mode');
  reader.expectEnd();
  return { kind };
}

export function parseLock(reader: TokenReader): Statement {
  reader.next();
  reader.takeWords('table');
  const tables = [useTable(reader.tableName(), 'write')];
  while (reader.takeOp(',')) tables.push(useTable(reader.tableName(), 'write'));
  reader.expectEnd();
  return { kind: 'lock', tables };
}

export function parseSet(reader: TokenReader): Statement {
  reader.next();
  if (!reader.takeWords('session')) reader.takeWords('local');
  const setting = reader.identifier();
  if (!reader.takeWords('to') && !reader.takeOp('=')) throw reader.unexpected();
  if (setting === 'statement_timeout') {
    const value = reader.peek()?.kind === 'string' ? Number(reader.string()) : reader.integer();
    reader.expectEnd();
    if (!Number.isInteger(value) || value < 0)
      throw new SqlError(`invalid value for parameter "${setting}"`, '22023');
    return { kind: 'timeout', milliseconds: value };
  }
  if (!LABELS.has(setting)) {
    throw new SqlError(`unrecognized configuration parameter "${setting}"`, '42704');
  }
  if (reader.peek()?.kind === 'string') reader.string();
  else reader.identifier();
  reader.expectEnd();
  return { kind: 'nothing', verb: 'SET' };
}
