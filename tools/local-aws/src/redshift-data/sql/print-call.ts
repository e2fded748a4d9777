import { SqlError, syntaxErrorNear } from '../sql-error.js';
import { missingClause, missingFunction } from './elsewhere.js';
import { AGGREGATES, printAggregate } from './aggregates.js';
import { DATE_FUNCTIONS, printDateFunction } from './date-functions.js';
import { FUNCTIONS } from './functions.js';
import { printExpression, printExpressions } from './print-expression.js';
import type { PrintScope } from './print-scope.js';
import { printSortBy } from './print-sort.js';
import { printWindow, WINDOW_FUNCTIONS } from './print-window.js';
import { listOf, namesOf, read, type Tree } from './syntax-tree.js';

/** A call of a function, an aggregate or a window function. */
export function printCall(members: Tree, scope: PrintScope): string {
  const { funcname, args, over, funcformat: _, ...aggregation } = members;
  const name = calledName(funcname);
  const values = listOf(args);
  if (AGGREGATES.has(name) || WINDOW_FUNCTIONS.has(name)) {
    return printAggregation(name, values, over, aggregation, scope);
  }
  read(aggregation);
  if (over !== undefined) throw new SqlError(`${name} is not a window function`, '42809');
  if (name === 'getdate') {
    if (values.length > 0) throw wrongArguments(name);
    return scope.now;
  }
  if (DATE_FUNCTIONS.has(name)) {
    return printDateFunction(name, values, (value) => printExpression(value, scope)) ?? refuse(name);
  }
  const served = FUNCTIONS.get(name);
  if (served === undefined) throw missingFunction(written(funcname));
  const [least, most] = served.arguments;
  if (values.length < least || values.length > most) throw wrongArguments(name);
  return served.print(...printExpressions(values, scope));
}

const written = (path: unknown): string => namesOf(path).join('.');

/** Functions have no schema but Redshift's own. */
function calledName(path: unknown): string {
  const names = namesOf(path);
  if (names.length > 2 || (names.length === 2 && names[0] !== 'pg_catalog'))
    throw missingFunction(written(path));
  return names.at(-1) ?? '';
}

const wrongArguments = (name: string): SqlError =>
  new SqlError(`function ${name}(...) does not exist with these arguments`, '42883');

const refuse = (name: string): never => {
  throw wrongArguments(name);
};

function printAggregation(
  name: string,
  args: readonly unknown[],
  over: unknown,
  aggregation: Tree,
  scope: PrintScope,
): string {
  const { agg_star, agg_distinct, agg_order, agg_within_group } = read(
    aggregation,
    'agg_star',
    'agg_distinct',
    'agg_order',
    'agg_within_group',
  );
  if (agg_order !== undefined && agg_within_group !== true) throw missingClause('order by');
  if (over !== undefined && (agg_distinct === true || agg_order !== undefined))
    throw missingClause(agg_distinct === true ? 'distinct' : 'within');
  const call = {
    name,
    values: agg_star === true ? ['*'] : printExpressions(args, scope),
    distinct: agg_distinct === true,
    order: agg_order === undefined ? undefined : printSortBy(agg_order, scope),
    over: over === undefined ? '' : printWindow(name, over, scope),
  };
  if (agg_star === true && name !== 'count') throw syntaxErrorNear('*');
  if (over === undefined && !AGGREGATES.has(name))
    throw new SqlError(`window function ${name} requires an OVER clause`, '42P20');
  return printAggregate(call) ?? refuse(name);
}
