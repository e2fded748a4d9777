import { syntaxErrorNear } from '../sql-error.js';
import { isTree, read, type Tree } from './syntax-tree.js';
import { quoteLiteral } from './literals.js';

const MAX_BIGINT = 9_223_372_036_854_775_807n;

/** A literal. PostgreSQL's tree leaves out what is zero, false or empty. */
export function printConstant(members: Tree): string {
  const { isnull, boolval, ival, fval, sval } = read(members, 'isnull', 'boolval', 'ival', 'fval', 'sval');
  if (isnull === true) return 'NULL';
  if (isTree(boolval)) return boolval.boolval === true ? 'TRUE' : 'FALSE';
  if (isTree(ival)) return printNumber(String(ival.ival ?? 0));
  if (isTree(fval)) return printNumber(String(fval.fval));
  if (isTree(sval)) return quoteLiteral(typeof sval.sval === 'string' ? sval.sval : '');
  throw syntaxErrorNear('');
}

function printNumber(text: string): string {
  if (!/^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) throw syntaxErrorNear(text);
  const digits = text.replace(/^-/, '');
  const number =
    /^\d+$/.test(digits) && BigInt(digits) > MAX_BIGINT ? `CAST(${digits} AS DECIMAL(38, 0))` : digits;
  return text.startsWith('-') ? `(-${number})` : number;
}

/** The text of a literal; undefined for anything else. */
export function textConstant(value: unknown): string | undefined {
  if (!isTree(value) || !isTree(value.A_Const) || !isTree(value.A_Const.sval)) return undefined;
  const { sval } = value.A_Const.sval;
  return typeof sval === 'string' ? sval : '';
}

/** A whole number that is written as one; undefined for anything else. */
export function integerConstant(value: unknown): number | undefined {
  if (!isTree(value) || !isTree(value.A_Const) || !isTree(value.A_Const.ival)) return undefined;
  return Number(value.A_Const.ival.ival ?? 0);
}
