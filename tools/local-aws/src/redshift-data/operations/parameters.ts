import { SqlError } from '../sql-error.js';
import { tokenize } from '../sql/tokens.js';
import type { SqlParameter } from '../statement-record.js';
import { invalid, type Fields } from './fields.js';

/** Named values for `:name` in the statements; each must be named in one of them at least. */
export function parameters(fields: Fields, sqls: readonly string[]): SqlParameter[] {
  const list = fields.Parameters;
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list) || list.length === 0)
    throw invalid('Parameters must be a list that is not empty.');
  const read = list.map(readParameter);
  const used = new Set(sqls.flatMap(namesIn));
  const unused = read.filter(({ name }) => !used.has(name)).map(({ name }) => name);
  if (unused.length > 0) {
    throw invalid(`Parameters list contains unused parameters. Unused parameters: [${unused.join(', ')}]`);
  }
  return read;
}

function readParameter(item: unknown): SqlParameter {
  const { name, value } = (item ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || !/^[0-9a-zA-Z_]+$/.test(name))
    throw invalid('A parameter has a name of letters, digits and underscores.');
  if (typeof value !== 'string' || value === '')
    throw invalid('A parameter has a value of at least one character.');
  return { name, value };
}

function namesIn(sql: string): string[] {
  try {
    return tokenize(sql).flatMap(({ kind, text }) => (kind === 'param' ? [text] : []));
  } catch (error) {
    if (error instanceof SqlError) throw invalid(error.message);
    throw error;
  }
}
