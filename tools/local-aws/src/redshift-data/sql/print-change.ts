import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { printExpression } from './print-expression.js';
import { printFrom, readRange } from './print-from.js';
import type { PrintScope } from './print-scope.js';
import { printSelect, printWith } from './print-select.js';
import { expectDefault, isKind, isTree, listOf, nodeOf, read, type Tree } from './syntax-tree.js';
import { quoteIdentifier } from './tokens.js';
import { useTable, type UsedTable } from './used-table.js';

/** A statement that writes rows, for DuckDB. */
export interface PrintedChange {
  readonly sql: string;
  readonly target: UsedTable;
  /** DuckDB's numbers of the rows that an UPDATE or DELETE touches, as `r`. */
  readonly rowNumbers?: string;
}

/** The table written to; `alias` is ` AS …`, or nothing. */
function readTarget(relation: unknown): { readonly target: UsedTable; readonly alias: string } {
  if (!isTree(relation)) throw syntaxErrorNear('');
  const { table, alias } = readRange(relation);
  return { target: useTable(table, 'write'), alias };
}

export function printInsert(members: Tree, scope: PrintScope): PrintedChange {
  const { relation, cols, selectStmt, override } = read(
    members,
    'relation',
    'cols',
    'selectStmt',
    'override',
  );
  expectDefault('overriding', override, 'OVERRIDING_NOT_SET');
  const { target, alias } = readTarget(relation);
  if (alias !== '') throw syntaxErrorNear('as');
  const names = listOf(cols).map((column) =>
    quoteIdentifier(columnName(read(nodeOf(column).members, 'name'))),
  );
  const columns = names.length === 0 ? '' : ` (${names.join(', ')})`;
  const rows = selectStmt === undefined ? 'DEFAULT VALUES' : printRows(selectStmt, scope);
  return { sql: `INSERT INTO ${target.sql}${columns} ${rows}`, target };
}

const columnName = ({ name }: { readonly name?: unknown }): string => String(name);

/** VALUES stands in INSERT alone. */
function printRows(source: unknown, scope: PrintScope): string {
  const { members } = nodeOf(source);
  if (members.valuesLists === undefined) return printSelect(source, scope);
  const { valuesLists } = read(members, 'valuesLists', 'limitOption', 'op');
  const rows = listOf(valuesLists).map((list) => {
    const { items } = read(nodeOf(list).members, 'items');
    return `(${listOf(items)
      .map((item) => printValue(item, scope))
      .join(', ')})`;
  });
  return `VALUES ${rows.join(', ')}`;
}

const printValue = (value: unknown, scope: PrintScope): string =>
  isKind(value, 'SetToDefault') ? 'DEFAULT' : printExpression(value, scope);

export function printUpdate(members: Tree, outer: PrintScope): PrintedChange {
  const { relation, targetList, whereClause, fromClause, withClause } = read(
    members,
    'relation',
    'targetList',
    'whereClause',
    'fromClause',
    'withClause',
  );
  const { text, scope } = printWith(withClause, outer);
  const before = text === '' ? '' : `${text} `;
  const { target, alias } = readTarget(relation);
  const changes = listOf(targetList).map((assignment) => {
    const { name, val } = read(nodeOf(assignment).members, 'name', 'val');
    if (isKind(val, 'MultiAssignRef')) throw notImplemented('SET of several columns at once');
    return `${quoteIdentifier(columnName({ name }))} = ${printValue(val, scope)}`;
  });
  const others = fromClause === undefined ? undefined : printFrom(fromClause, scope);
  const where = printWhere(whereClause, scope);
  const from = others === undefined ? '' : ` FROM ${others}`;
  return {
    sql: `${before}UPDATE ${target.sql}${alias} SET ${changes.join(', ')}${from}${where}`,
    target,
    rowNumbers: `${before}${rowNumbers(target, alias, others, where)}`,
  };
}

export function printDelete(members: Tree, outer: PrintScope): PrintedChange {
  const { relation, usingClause, whereClause, withClause } = read(
    members,
    'relation',
    'usingClause',
    'whereClause',
    'withClause',
  );
  const { text, scope } = printWith(withClause, outer);
  const before = text === '' ? '' : `${text} `;
  const { target, alias } = readTarget(relation);
  if (alias !== '') throw new SqlError('syntax error: DELETE gives its table no other name', '42601');
  const others = usingClause === undefined ? undefined : printFrom(usingClause, scope);
  const where = printWhere(whereClause, scope);
  const using = others === undefined ? '' : ` USING ${others}`;
  return {
    sql: `${before}DELETE FROM ${target.sql}${using}${where}`,
    target,
    rowNumbers: `${before}${rowNumbers(target, alias, others, where)}`,
  };
}

function rowNumbers(target: UsedTable, alias: string, others: string | undefined, where: string): string {
  const named = alias === '' ? target.sql : alias.replace(' AS ', '');
  return `SELECT ${named}.rowid AS r FROM ${target.sql}${alias}${others === undefined ? '' : `, ${others}`}${where}`;
}

const printWhere = (condition: unknown, scope: PrintScope): string =>
  condition === undefined ? '' : ` WHERE ${printExpression(condition, scope)}`;
