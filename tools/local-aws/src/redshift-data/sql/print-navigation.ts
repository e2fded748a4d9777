import { notImplemented } from '../sql-error.js';
import { integerConstant } from './print-constant.js';
import { printExpression } from './print-expression.js';
import type { PrintScope } from './print-scope.js';
import { isKind, listOf, nameOf, nodeOf, read, type Tree } from './syntax-tree.js';
import { quoteLiteral } from './literals.js';

/** `genres[0]`, `payload[1].name`: an element of a SUPER, as SUPER; NULL where there is none. */
export const printNavigation = (members: Tree, scope: PrintScope): string =>
  navigate('json_extract', members, scope);

/** The same as text without JSON's quotes, which is what a cast makes of it. */
export const printNavigationText = (members: Tree, scope: PrintScope): string =>
  navigate('json_extract_string', members, scope);

function navigate(engine: string, members: Tree, scope: PrintScope): string {
  const { arg, indirection } = read(members, 'arg', 'indirection');
  const path = listOf(indirection).map(step).join('');
  return `${engine}(${printExpression(arg, scope)}, ${quoteLiteral(`$${path}`)})`;
}

function step(value: unknown): string {
  if (isKind(value, 'A_Indices')) {
    const { uidx } = read(nodeOf(value).members, 'uidx');
    const index = integerConstant(uidx);
    if (index === undefined || index < 0) throw notImplemented('an index into SUPER that is not a number');
    return `[${index}]`;
  }
  const name = nameOf(value);
  if (/["\\]/.test(name)) throw notImplemented(`the SUPER attribute ${name}`);
  return `."${name}"`;
}
