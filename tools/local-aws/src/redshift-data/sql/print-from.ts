import { SqlError, syntaxErrorNear } from '../sql-error.js';
import { missingClause, missingKind } from './elsewhere.js';
import { printExpression } from './print-expression.js';
import type { PrintScope } from './print-scope.js';
import { printSelect } from './print-select.js';
import { expectDefault, isTree, listOf, namesOf, nodeOf, read, type Tree } from './syntax-tree.js';
import { quoteIdentifier } from './tokens.js';
import { useTable } from './used-table.js';

/** A list of tables, subqueries and joins. */
export const printFrom = (items: unknown, scope: PrintScope): string =>
  listOf(items)
    .map((item) => printItem(item, scope))
    .join(', ');

function printItem(value: unknown, scope: PrintScope): string {
  const { kind, members } = nodeOf(value);
  switch (kind) {
    case 'RangeVar': {
      const { table, alias } = readRange(members);
      if (table.schema === undefined && scope.commonTables.has(table.name))
        return `${quoteIdentifier(table.name)}${alias}`;
      const used = useTable(table, 'read');
      scope.reads.push(used);
      return `${used.sql}${alias}`;
    }
    case 'RangeSubselect': {
      const { subquery, alias } = read(members, 'subquery', 'alias');
      if (alias === undefined) throw new SqlError('subquery in FROM must have an alias', '42601');
      return `(${printSelect(subquery, scope)})${printAlias(alias)}`;
    }
    case 'JoinExpr':
      return printJoin(members, scope);
    default:
      throw missingKind(kind);
  }
}

/** A table as it is written, and ` AS …` when it has another name here. */
export function readRange(members: Tree): {
  readonly table: { readonly schema?: string; readonly name: string };
  readonly alias: string;
} {
  const { schemaname, relname, inh, relpersistence, alias } = read(
    members,
    'schemaname',
    'relname',
    'inh',
    'relpersistence',
    'alias',
  );
  if (inh !== true) throw syntaxErrorNear('only');
  expectDefault('relpersistence', relpersistence, 'p');
  const name = String(relname);
  return {
    table: typeof schemaname === 'string' ? { schema: schemaname, name } : { name },
    alias: alias === undefined ? '' : printAlias(alias),
  };
}

function printAlias(value: unknown): string {
  if (!isTree(value)) throw syntaxErrorNear('as');
  const { aliasname, colnames } = read(value, 'aliasname', 'colnames');
  const columns = colnames === undefined ? '' : `(${namesOf(colnames).map(quoteIdentifier).join(', ')})`;
  return ` AS ${quoteIdentifier(String(aliasname))}${columns}`;
}

const JOINS: Readonly<Record<string, string>> = {
  JOIN_INNER: 'INNER JOIN',
  JOIN_LEFT: 'LEFT JOIN',
  JOIN_RIGHT: 'RIGHT JOIN',
  JOIN_FULL: 'FULL JOIN',
};

function printJoin(members: Tree, scope: PrintScope): string {
  const { jointype, isNatural, larg, rarg, usingClause, quals } = read(
    members,
    'jointype',
    'isNatural',
    'larg',
    'rarg',
    'usingClause',
    'quals',
  );
  const join = JOINS[String(jointype)];
  if (join === undefined) throw missingClause(String(jointype));
  const left = printItem(larg, scope);
  const right =
    'JoinExpr' in (isTree(rarg) ? rarg : {}) ? `(${printItem(rarg, scope)})` : printItem(rarg, scope);
  if (isNatural === true) return `${left} NATURAL ${join} ${right}`;
  if (usingClause !== undefined)
    return `${left} ${join} ${right} USING (${namesOf(usingClause).map(quoteIdentifier).join(', ')})`;
  if (quals !== undefined) return `${left} ${join} ${right} ON ${printExpression(quals, scope)}`;
  return `${left} CROSS JOIN ${right}`;
}
