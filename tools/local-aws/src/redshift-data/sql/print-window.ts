import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { printExpression, printExpressions } from './print-expression.js';
import type { PrintScope } from './print-scope.js';
import { printSortBy } from './print-sort.js';
import { isTree, read } from './syntax-tree.js';

/** Those that need OVER, with the numbers of their arguments. */
export const WINDOW_FUNCTIONS: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['row_number', [0, 0]],
  ['rank', [0, 0]],
  ['dense_rank', [0, 0]],
  ['percent_rank', [0, 0]],
  ['cume_dist', [0, 0]],
  ['ntile', [1, 1]],
  ['lag', [1, 2]],
  ['lead', [1, 2]],
  ['first_value', [1, 1]],
  ['last_value', [1, 1]],
  ['nth_value', [2, 2]],
]);

/** They look at the whole partition, and take no frame. */
const WITHOUT_FRAME = new Set('row_number rank dense_rank percent_rank cume_dist ntile lag lead'.split(' '));

/** PostgreSQL's bits, parsenodes.h. */
const NON_DEFAULT = 0x1;
const ROWS = 0x4;
const BETWEEN = 0x10;
const STARTS: readonly (readonly [bit: number, text: string])[] = [
  [0x20, 'UNBOUNDED PRECEDING'],
  [0x200, 'CURRENT ROW'],
  [0x800, 'PRECEDING'],
  [0x2000, 'FOLLOWING'],
];
const ENDS: readonly (readonly [bit: number, text: string])[] = [
  [0x100, 'UNBOUNDED FOLLOWING'],
  [0x400, 'CURRENT ROW'],
  [0x1000, 'PRECEDING'],
  [0x4000, 'FOLLOWING'],
];
const EXCLUDE = 0x38000;

/** ` OVER (…)`. Redshift asks for a frame where PostgreSQL would take one from ORDER BY. */
export function printWindow(name: string, over: unknown, scope: PrintScope): string {
  if (!isTree(over)) throw syntaxErrorNear('over');
  const { partitionClause, orderClause, frameOptions, startOffset, endOffset } = read(
    over,
    'partitionClause',
    'orderClause',
    'frameOptions',
    'startOffset',
    'endOffset',
  );
  const parts: string[] = [];
  if (partitionClause !== undefined)
    parts.push(`PARTITION BY ${printExpressions(partitionClause, scope).join(', ')}`);
  if (orderClause !== undefined) parts.push(`ORDER BY ${printSortBy(orderClause, scope)}`);
  const options = Number(frameOptions);
  if ((options & NON_DEFAULT) !== 0) {
    if (WITHOUT_FRAME.has(name)) throw new SqlError(`${name} does not take a frame clause`, '42601');
    parts.push(printFrame(options, startOffset, endOffset, scope));
  } else if (orderClause !== undefined && !WITHOUT_FRAME.has(name)) {
    throw new SqlError('Aggregate window functions with an ORDER BY clause require a frame clause', '42601');
  }
  return ` OVER (${parts.join(' ')})`;
}

function printFrame(options: number, start: unknown, end: unknown, scope: PrintScope): string {
  if ((options & ROWS) === 0 || (options & EXCLUDE) !== 0) throw notImplemented('a frame other than ROWS');
  const bound = (bounds: typeof STARTS, offset: unknown): string => {
    const text = bounds.find(([bit]) => (options & bit) !== 0)?.[1];
    if (text === undefined) throw syntaxErrorNear('rows');
    return offset === undefined ? text : `${printExpression(offset, scope)} ${text}`;
  };
  const from = bound(STARTS, start);
  return (options & BETWEEN) === 0 ? `ROWS ${from}` : `ROWS BETWEEN ${from} AND ${bound(ENDS, end)}`;
}
