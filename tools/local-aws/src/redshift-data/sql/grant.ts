import { notImplemented, SqlError } from '../sql-error.js';
import type { Statement } from './statement.js';
import type { TokenReader } from './token-reader.js';
import { useTable, type UsedTable } from './used-table.js';

/** What a privilege is on. */
export type GrantedOn = 'relation' | 'schema' | 'database';

/** GRANT; nothing is enforced: whoever reaches the warehouse may do everything, and reads here what was granted. */
export interface Grant {
  readonly on: GrantedOn;
  /** Of relations. */
  readonly tables: readonly UsedTable[];
  /** Of schemas and databases. */
  readonly names: readonly string[];
  /** Upper case. */
  readonly privileges: readonly string[];
  /** Users; undefined is the public. */
  readonly grantees: readonly (string | undefined)[];
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html */
const PRIVILEGES: Readonly<Record<GrantedOn, readonly string[]>> = {
  relation: 'select insert update delete drop references alter truncate'.split(' '),
  schema: 'create usage alter drop'.split(' '),
  database: 'create usage temporary temp alter'.split(' '),
};

export function parseGrant(reader: TokenReader): Statement {
  reader.next();
  if (reader.isWords('all')) throw notImplemented('GRANT ALL');
  if (reader.isWords('role') || reader.isWords('assumerole')) throw notImplemented('GRANT of a role');
  const words = [reader.identifier()];
  while (reader.takeOp(',')) words.push(reader.identifier());
  reader.expectWords('on');
  const { on, tables, names } = readObjects(reader);
  const unknown = words.find((word) => !PRIVILEGES[on].includes(word));
  if (unknown !== undefined)
    throw new SqlError(`invalid privilege type ${unknown.toUpperCase()} for ${on}`, '0LP01');
  reader.expectWords('to');
  const grantees = [readGrantee(reader)];
  while (reader.takeOp(',')) grantees.push(readGrantee(reader));
  if (reader.isWords('with')) throw notImplemented('GRANT WITH GRANT OPTION');
  reader.expectEnd();
  const privileges = words.map((word) => (word === 'temporary' ? 'TEMP' : word.toUpperCase()));
  return { kind: 'grant', grant: { on, tables, names, privileges, grantees } };
}

/** REVOKE ALL. https://docs.aws.amazon.com/redshift/latest/dg/r_REVOKE.html */
export function parseRevoke(reader: TokenReader): Statement {
  reader.next();
  if (reader.isWords('role') || reader.isWords('assumerole')) throw notImplemented('REVOKE of a role');
  if (!reader.takeWords('all')) throw notImplemented('REVOKE of single privileges');
  reader.takeWords('privileges');
  reader.expectWords('on');
  const objects = readObjects(reader);
  reader.expectWords('from');
  const grantees = [readGrantee(reader)];
  while (reader.takeOp(',')) grantees.push(readGrantee(reader));
  reader.expectEnd();
  return { kind: 'revoke', grant: { ...objects, privileges: [], grantees } };
}

function readObjects(reader: TokenReader): Pick<Grant, 'on' | 'tables' | 'names'> {
  if (reader.isWords('all') || reader.isWords('external'))
    throw notImplemented('GRANT on other than tables, schemas and databases');
  for (const on of ['schema', 'database'] as const)
    if (reader.takeWords(on)) {
      const names = [reader.name()];
      while (reader.takeOp(',')) names.push(reader.name());
      return { on, tables: [], names };
    }
  for (const word of ['function', 'procedure', 'language', 'datashare', 'model', 'copy'])
    if (reader.isWords(word)) throw notImplemented(`GRANT on a ${word}`);
  reader.takeWords('table');
  const tables = [useTable(reader.tableName(), 'write')];
  while (reader.takeOp(',')) tables.push(useTable(reader.tableName(), 'write'));
  return { on: 'relation', tables, names: [] };
}

function readGrantee(reader: TokenReader): string | undefined {
  if (reader.takeWords('public')) return undefined;
  if (reader.isWords('group') || reader.isWords('role')) throw notImplemented('GRANT to a group or role');
  return reader.identifier();
}

/** Reads from after CREATE. */
export function parseCreateUser(reader: TokenReader): Statement {
  reader.expectWords('user');
  const name = reader.identifier();
  reader.takeWords('with');
  reader.expectWords('password');
  if (!reader.takeWords('disable')) throw notImplemented('CREATE USER with a password');
  if (!reader.atEnd) throw notImplemented('CREATE USER with options');
  return { kind: 'create-user', name };
}

/** Reads from after DROP. */
export function parseDropUser(reader: TokenReader): Statement {
  reader.expectWords('user');
  const ifExists = reader.takeWords('if', 'exists');
  const name = reader.identifier();
  reader.expectEnd();
  return { kind: 'drop-user', name, ifExists };
}
