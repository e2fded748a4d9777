import { notImplemented, syntaxErrorNear } from '../sql-error.js';
import { readRange } from './print-from.js';
import type { PrintScope } from './print-scope.js';
import { printSelect } from './print-select.js';
import {
  expectDefault,
  isKind,
  isTree,
  listOf,
  nameOf,
  namesOf,
  nodeOf,
  read,
  type Tree,
} from './syntax-tree.js';
import { quoteIdentifier } from './tokens.js';
import { useTable, type UsedTable } from './used-table.js';

/** A statement that makes or drops one thing, for DuckDB. */
export interface PrintedObject {
  readonly sql: string;
  /** A dropped schema is a table `*` of it. */
  readonly changes: readonly UsedTable[];
}

export function printView(members: Tree, scope: PrintScope): PrintedObject {
  const { view, aliases, query, replace, withCheckOption } = read(
    members,
    'view',
    'aliases',
    'query',
    'replace',
    'withCheckOption',
  );
  expectDefault('check option', withCheckOption, 'NO_CHECK_OPTION');
  if (!isTree(view)) throw syntaxErrorNear('view');
  const { table, alias } = readRange(view);
  if (alias !== '') throw syntaxErrorNear('as');
  // In `public`, for DuckDB would look for a temporary schema first.
  const made = useTable({ schema: 'public', ...table }, 'write');
  const columns = aliases === undefined ? '' : ` (${namesOf(aliases).map(quoteIdentifier).join(', ')})`;
  const head = `CREATE ${replace === true ? 'OR REPLACE ' : ''}VIEW ${made.sql}${columns}`;
  return { sql: `${head} AS ${printSelect(query, scope)}`, changes: [made] };
}

const KINDS: Readonly<Record<string, string>> = {
  OBJECT_TABLE: 'TABLE',
  OBJECT_VIEW: 'VIEW',
  OBJECT_SCHEMA: 'SCHEMA',
};

export function printDrop(members: Tree): PrintedObject {
  const { objects, removeType, behavior, missing_ok } = read(
    members,
    'objects',
    'removeType',
    'behavior',
    'missing_ok',
  );
  const kind = KINDS[String(removeType)];
  if (kind === undefined) throw syntaxErrorNear('drop');
  const [dropped, ...others] = listOf(objects);
  if (others.length > 0) throw notImplemented('DROP of several at once');
  const table = droppedTable(dropped);
  const sql = kind === 'SCHEMA' ? quoteIdentifier(table.schema ?? '') : table.sql;
  const exists = missing_ok === true ? 'IF EXISTS ' : '';
  const cascade = behavior === 'DROP_CASCADE' ? ' CASCADE' : '';
  return { sql: `DROP ${kind} ${exists}${sql}${cascade}`, changes: [table] };
}

function droppedTable(object: unknown): UsedTable {
  // A schema: checked as if a table of it were dropped, so that hidden schemas stay so.
  if (!isKind(object, 'List')) return useTable({ schema: nameOf(object), name: '*' }, 'write');
  const path = namesOf(read(nodeOf(object).members, 'items').items);
  const [name = '', schema] = [...path].reverse();
  if (path.length > 2) throw notImplemented('a database name before a table');
  return useTable(schema === undefined ? { name } : { schema, name }, 'write');
}
