import { syntaxErrorNear } from '../sql-error.js';
import { printExpression } from './print-expression.js';
import type { PrintScope } from './print-scope.js';
import { listOf, nodeOf, read } from './syntax-tree.js';

const DIRECTIONS: Readonly<Record<string, string>> = {
  SORTBY_DEFAULT: '',
  SORTBY_ASC: ' ASC',
  SORTBY_DESC: ' DESC',
};
const NULLS: Readonly<Record<string, string>> = {
  SORTBY_NULLS_DEFAULT: '',
  SORTBY_NULLS_FIRST: ' NULLS FIRST',
  SORTBY_NULLS_LAST: ' NULLS LAST',
};

/** What stands after ORDER BY. */
export const printSortBy = (sorts: unknown, scope: PrintScope): string =>
  listOf(sorts)
    .map((sort) => {
      const { members } = nodeOf(sort);
      const { node, sortby_dir, sortby_nulls } = read(members, 'node', 'sortby_dir', 'sortby_nulls');
      const direction = DIRECTIONS[String(sortby_dir ?? 'SORTBY_DEFAULT')];
      const nulls = NULLS[String(sortby_nulls ?? 'SORTBY_NULLS_DEFAULT')];
      if (direction === undefined || nulls === undefined) throw syntaxErrorNear('using');
      return `${printExpression(node, scope)}${direction}${nulls}`;
    })
    .join(', ');
