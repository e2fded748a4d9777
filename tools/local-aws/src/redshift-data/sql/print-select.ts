import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { labelOf } from './column-labels.js';
import { printExpression, printExpressions } from './print-expression.js';
import { printFrom } from './print-from.js';
import type { PrintScope } from './print-scope.js';
import { printSortBy } from './print-sort.js';
import { expectDefault, isKind, isTree, listOf, namesOf, nodeOf, read, type Tree } from './syntax-tree.js';
import { quoteIdentifier } from './tokens.js';
import { refuseFileName } from './used-table.js';

/** A query, for DuckDB. */
export function printSelect(value: unknown, scope: PrintScope): string {
  const { kind, members } = nodeOf(value);
  if (kind !== 'SelectStmt') throw syntaxErrorNear(kind);
  return printQuery(members, scope);
}

function printQuery(members: Tree, outer: PrintScope): string {
  const { withClause, sortClause, limitCount, limitOffset, limitOption, op, ...body } = members;
  const { text, scope } = printWith(withClause, outer);
  expectDefault('limitOption', limitOption, 'LIMIT_OPTION_DEFAULT', 'LIMIT_OPTION_COUNT');
  const parts = [
    text,
    op === undefined || op === 'SETOP_NONE' ? printBody(body, scope) : printSetOperation(op, body, scope),
  ];
  if (sortClause !== undefined) parts.push(`ORDER BY ${printSortBy(sortClause, scope)}`);
  const unlimited = limitCount === undefined || isNullConstant(limitCount);
  if (!unlimited) parts.push(`LIMIT ${printExpression(limitCount, scope)}`);
  if (limitOffset !== undefined) parts.push(`OFFSET ${printExpression(limitOffset, scope)}`);
  return parts.filter((part) => part !== '').join(' ');
}

/** LIMIT ALL. */
const isNullConstant = (value: unknown): boolean =>
  isKind(value, 'A_Const') && nodeOf(value).members.isnull === true;

/** `WITH …`, or nothing, and the scope that its names are known in. */
export function printWith(withClause: unknown, outer: PrintScope): { text: string; scope: PrintScope } {
  if (!isTree(withClause)) return { text: '', scope: outer };
  const { ctes } = read(withClause, 'ctes');
  const names = new Set(outer.commonTables);
  const printed: string[] = [];
  for (const cte of listOf(ctes)) {
    const { members } = nodeOf(cte);
    const { ctename, aliascolnames, ctematerialized, ctequery } = read(
      members,
      'ctename',
      'aliascolnames',
      'ctematerialized',
      'ctequery',
    );
    expectDefault('materialized', ctematerialized, 'CTEMaterializeDefault');
    if (!isKind(ctequery, 'SelectStmt')) throw syntaxErrorNear('with');
    refuseFileName(String(ctename));
    const columns =
      aliascolnames === undefined ? '' : ` (${namesOf(aliascolnames).map(quoteIdentifier).join(', ')})`;
    const query = printSelect(ctequery, { ...outer, commonTables: new Set(names) });
    printed.push(`${quoteIdentifier(String(ctename))}${columns} AS (${query})`);
    names.add(String(ctename));
  }
  return { text: `WITH ${printed.join(', ')}`, scope: { ...outer, commonTables: names } };
}

const SET_OPERATIONS: Readonly<Record<string, string>> = {
  SETOP_UNION: 'UNION',
  SETOP_INTERSECT: 'INTERSECT',
  SETOP_EXCEPT: 'EXCEPT',
};

function printSetOperation(op: unknown, members: Tree, scope: PrintScope): string {
  const { all, larg, rarg } = read(members, 'all', 'larg', 'rarg');
  const operation = SET_OPERATIONS[String(op)];
  if (operation === undefined || !isTree(larg) || !isTree(rarg)) throw syntaxErrorNear(String(op));
  if (all === true && operation !== 'UNION') throw syntaxErrorNear('all');
  return `(${printQuery(larg, scope)}) ${operation}${all === true ? ' ALL' : ''} (${printQuery(rarg, scope)})`;
}

function printBody(members: Tree, scope: PrintScope): string {
  if (members.valuesLists !== undefined) throw syntaxErrorNear('values');
  const { distinctClause, targetList, fromClause, whereClause, groupClause, havingClause } = read(
    members,
    'distinctClause',
    'targetList',
    'fromClause',
    'whereClause',
    'groupClause',
    'havingClause',
  );
  const targets = listOf(targetList);
  if (targets.length === 0) throw syntaxErrorNear('');
  if (listOf(distinctClause).some((item) => isTree(item) && Object.keys(item).length > 0))
    throw syntaxErrorNear('on');
  const parts = [`SELECT ${distinctClause === undefined ? '' : 'DISTINCT '}`];
  parts.push(targets.map((target) => printTarget(target, scope)).join(', '));
  if (fromClause !== undefined) parts.push(` FROM ${printFrom(fromClause, scope)}`);
  if (whereClause !== undefined) parts.push(` WHERE ${printExpression(whereClause, scope)}`);
  if (groupClause !== undefined) parts.push(` GROUP BY ${printGroups(groupClause, scope)}`);
  if (havingClause !== undefined) parts.push(` HAVING ${printExpression(havingClause, scope)}`);
  return parts.join('');
}

/** Always with a name, for DuckDB would give others than Redshift. */
function printTarget(value: unknown, scope: PrintScope): string {
  const { members } = nodeOf(value);
  const { name, val } = read(members, 'name', 'val');
  const label = typeof name === 'string' ? name : labelOf(val);
  if (label === undefined) return printStar(val);
  const printed = printExpression(val, scope);
  const alias = quoteIdentifier(label);
  return printed === alias ? printed : `${printed} AS ${alias}`;
}

function printStar(value: unknown): string {
  const path = listOf(nodeOf(value).members.fields)
    .slice(0, -1)
    .map((field) => namesOf([field])[0] ?? '');
  if (path.length > 2) throw notImplemented('a database name before a table');
  return [...path.map(quoteIdentifier), '*'].join('.');
}

function printGroups(groups: unknown, scope: PrintScope): string {
  if (listOf(groups).length === 0) throw new SqlError('syntax error at or near "group"', '42601');
  return printExpressions(groups, scope).join(', ');
}
