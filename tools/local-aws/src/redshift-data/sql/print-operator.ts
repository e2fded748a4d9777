import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { printExpression, printExpressions } from './print-expression.js';
import type { PrintScope } from './print-scope.js';
import { isTree, listOf, namesOf, nodeOf, read, type Tree } from './syntax-tree.js';

/** Operators that mean the same in both engines. */
const SAME = new Set(['+', '-', '*', '=', '<>', '<', '>', '<=', '>=', '||']);

/** Operators of Redshift that are not served: regular expressions differ, of the others there is no use here. */
const NOT_SERVED = new Set([
  '~',
  '~*',
  '!~',
  '!~*',
  '^',
  '&',
  '|',
  '#',
  '<<',
  '>>',
  '@',
  '|/',
  '||/',
  '!',
  '!!',
]);

/** A_Expr: operators, and what PostgreSQL's tree treats like them. */
export function printOperator(members: Tree, scope: PrintScope): string {
  const { kind, name, lexpr, rexpr } = read(
    members,
    'kind',
    'name',
    'lexpr',
    'rexpr',
    'rexpr_list_start',
    'rexpr_list_end',
  );
  const operator = namesOf(name).at(-1) ?? '';
  const left = () => printExpression(lexpr, scope);
  switch (kind) {
    case 'AEXPR_OP':
      return lexpr === undefined
        ? printSign(operator, rexpr, scope)
        : printBinary(operator, left(), printExpression(rexpr, scope));
    case 'AEXPR_IN': {
      const items = printExpressions(itemsOf(rexpr), scope).join(', ');
      return `(${left()} ${operator === '<>' ? 'NOT ' : ''}IN (${items}))`;
    }
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return printLike(operator, left(), rexpr, scope);
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      const bounds = printExpressions(itemsOf(rexpr), scope).join(' AND ');
      return `(${left()} ${kind === 'AEXPR_NOT_BETWEEN' ? 'NOT ' : ''}BETWEEN ${bounds})`;
    }
    case 'AEXPR_NULLIF':
      return `nullif(${left()}, ${printExpression(rexpr, scope)})`;
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      throw notImplemented('ANY and ALL of a list');
    case 'AEXPR_SIMILAR':
      throw notImplemented('SIMILAR TO');
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      throw syntaxErrorNear('distinct');
    default:
      throw syntaxErrorNear(operator.toLowerCase());
  }
}

const itemsOf = (list: unknown): readonly unknown[] =>
  isTree(list) && isTree(list.List) ? listOf(read(list.List, 'items').items) : [];

function printSign(operator: string, operand: unknown, scope: PrintScope): string {
  if (operator !== '-' && operator !== '+') throw unknownOperator(operator);
  return `(${operator}${printExpression(operand, scope)})`;
}

function printBinary(operator: string, left: string, right: string): string {
  if (SAME.has(operator)) return `(${left} ${operator} ${right})`;
  if (operator === '/') return `main.redshift_divide(${left}, ${right})`;
  if (operator === '%') return `main.redshift_remainder(${left}, ${right})`;
  throw unknownOperator(operator);
}

const unknownOperator = (operator: string): SqlError =>
  NOT_SERVED.has(operator)
    ? notImplemented(`the operator ${operator}`)
    : new SqlError(`operator does not exist: ${operator}`, '42883');

const LIKE: Readonly<Record<string, string>> = {
  '~~': 'LIKE',
  '!~~': 'NOT LIKE',
  '~~*': 'ILIKE',
  '!~~*': 'NOT ILIKE',
};

function printLike(operator: string, text: string, pattern: unknown, scope: PrintScope): string {
  const like = LIKE[operator];
  if (like === undefined) throw unknownOperator(operator);
  const escaped = isTree(pattern) && isTree(pattern.FuncCall) ? likeEscape(pattern) : undefined;
  const [shape, escape] = escaped ?? [pattern, undefined];
  // A backslash escapes unless told otherwise; DuckDB has no escape of its own.
  const character = escape === undefined ? `'\\'` : printExpression(escape, scope);
  return `(${text} ${like} ${printExpression(shape, scope)} ESCAPE ${character})`;
}

/** `pattern ESCAPE 'x'` is a call in PostgreSQL's tree. */
function likeEscape(pattern: unknown): readonly unknown[] | undefined {
  const { funcname, args } = nodeOf(pattern).members;
  return namesOf(funcname).join('.') === 'pg_catalog.like_escape' ? listOf(args) : undefined;
}
