import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { missingKind } from './elsewhere.js';
import { printCall } from './print-call.js';
import { printCast } from './print-cast.js';
import { printConstant } from './print-constant.js';
import { printNavigation } from './print-navigation.js';
import { printOperator } from './print-operator.js';
import type { PrintScope } from './print-scope.js';
import { printSelect } from './print-select.js';
import { expectDefault, isKind, isTree, listOf, nameOf, nodeOf, read, type Tree } from './syntax-tree.js';
import { quoteIdentifier } from './tokens.js';
import { engineSchema } from './used-table.js';

/** An expression for DuckDB, in parentheses where it has parts. Throws `SqlError` for what is not served. */
export function printExpression(value: unknown, scope: PrintScope): string {
  const { kind, members } = nodeOf(value);
  switch (kind) {
    case 'ColumnRef':
      return printColumn(members, scope);
    case 'A_Const':
      return printConstant(members);
    case 'TypeCast':
      return printCast(members, scope);
    case 'FuncCall':
      return printCall(members, scope);
    case 'A_Expr':
      return printOperator(members, scope);
    case 'A_Indirection':
      return printNavigation(members, scope);
    case 'BoolExpr':
      return printBoolean(members, scope);
    case 'NullTest': {
      const { arg, nulltesttype } = read(members, 'arg', 'nulltesttype');
      return `(${printExpression(arg, scope)} IS ${nulltesttype === 'IS_NOT_NULL' ? 'NOT ' : ''}NULL)`;
    }
    case 'BooleanTest': {
      const { arg, booltesttype } = read(members, 'arg', 'booltesttype');
      return `(${printExpression(arg, scope)} ${BOOLEAN_TESTS[String(booltesttype)] ?? missing(kind)})`;
    }
    case 'CaseExpr':
      return printCase(members, scope);
    case 'CoalesceExpr': {
      const { args } = read(members, 'args');
      return `coalesce(${printExpressions(args, scope).join(', ')})`;
    }
    case 'MinMaxExpr': {
      const { op, args } = read(members, 'op', 'args');
      const name = op === 'IS_LEAST' ? 'least' : 'greatest';
      return `${name}(${printExpressions(args, scope).join(', ')})`;
    }
    case 'SubLink':
      return printSubquery(members, scope);
    case 'JsonSerializeExpr':
      return printJsonSerialize(members, scope);
    case 'SQLValueFunction': {
      const { op } = read(members, 'op', 'typmod');
      if (op !== 'SVFOP_CURRENT_DATE') throw notImplemented(String(op).slice('SVFOP_'.length));
      return `CAST(${scope.now} AS DATE)`;
    }
    default:
      throw missingKind(kind);
  }
}

export const printExpressions = (values: unknown, scope: PrintScope): string[] =>
  listOf(values).map((value) => printExpression(value, scope));

const missing = (kind: string): never => {
  throw missingKind(kind);
};

const BOOLEAN_TESTS: Readonly<Record<string, string>> = {
  IS_TRUE: 'IS TRUE',
  IS_NOT_TRUE: 'IS NOT TRUE',
  IS_FALSE: 'IS FALSE',
  IS_NOT_FALSE: 'IS NOT FALSE',
  IS_UNKNOWN: 'IS NULL',
  IS_NOT_UNKNOWN: 'IS NOT NULL',
};

function printColumn(members: Tree, scope: PrintScope): string {
  const { fields } = read(members, 'fields');
  if (listOf(fields).some((field) => isKind(field, 'A_Star'))) throw syntaxErrorNear('*');
  const path = listOf(fields).map(nameOf);
  const column = path.at(-1) ?? '';
  if (path.length === 1 && column === 'sysdate') return scope.now;
  // DuckDB's own, which would answer for every table.
  if (column === 'rowid') throw new SqlError('column "rowid" does not exist', '42703');
  const [first = '', ...rest] = path;
  return [path.length > 2 ? engineSchema(first) : first, ...rest].map(quoteIdentifier).join('.');
}

/** JSON_SERIALIZE(…) is syntax of PostgreSQL's own. */
function printJsonSerialize(members: Tree, scope: PrintScope): string {
  const { expr } = read(members, 'expr');
  if (!isTree(expr)) throw syntaxErrorNear('json_serialize');
  const { raw_expr } = read(expr, 'raw_expr', 'format');
  return `main.redshift_text(${printExpression(raw_expr, scope)})`;
}

const BOOLEAN_OPERATORS: Readonly<Record<string, string>> = { AND_EXPR: ' AND ', OR_EXPR: ' OR ' };

function printBoolean(members: Tree, scope: PrintScope): string {
  const { boolop, args } = read(members, 'boolop', 'args');
  const printed = printExpressions(args, scope);
  if (boolop === 'NOT_EXPR') return `(NOT ${printed.join(' ')})`;
  const operator = BOOLEAN_OPERATORS[String(boolop)];
  if (operator === undefined) throw syntaxErrorNear(String(boolop));
  return `(${printed.join(operator)})`;
}

function printCase(members: Tree, scope: PrintScope): string {
  const { arg, args, defresult } = read(members, 'arg', 'args', 'defresult');
  const branches = listOf(args).map((branch) => {
    const { expr, result } = read(nodeOf(branch).members, 'expr', 'result');
    return `WHEN ${printExpression(expr, scope)} THEN ${printExpression(result, scope)}`;
  });
  const tested = arg === undefined ? '' : `${printExpression(arg, scope)} `;
  const otherwise = defresult === undefined ? '' : ` ELSE ${printExpression(defresult, scope)}`;
  return `CASE ${tested}${branches.join(' ')}${otherwise} END`;
}

function printSubquery(members: Tree, scope: PrintScope): string {
  const { subLinkType, testexpr, operName, subselect } = read(
    members,
    'subLinkType',
    'testexpr',
    'operName',
    'subselect',
  );
  const query = `(${printSelect(subselect, scope)})`;
  switch (subLinkType) {
    case 'EXISTS_SUBLINK':
      return `EXISTS ${query}`;
    case 'EXPR_SUBLINK':
      return query;
    case 'ANY_SUBLINK':
      expectDefault('ANY of a subquery', operName);
      return `(${printExpression(testexpr, scope)} IN ${query})`;
    case 'ALL_SUBLINK':
      throw notImplemented('ALL of a subquery');
    default:
      throw syntaxErrorNear('array');
  }
}
