import type { Tree } from './allow-list.js';

const tree = (value: unknown): Tree | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;

const lastName = (value: unknown): string | undefined => {
  const text = tree(tree(Array.isArray(value) ? (value.at(-1) as unknown) : undefined)?.String)?.sval;
  return typeof text === 'string' ? text : undefined;
};

/** The names that Redshift gives a query's columns; undefined when a `*` is among them. */
export function columnLabels(select: Tree): readonly string[] | undefined {
  // A set operation takes its first branch's names.
  const first = tree(select.larg);
  if (first !== undefined) return columnLabels(first);
  if (!Array.isArray(select.targetList)) return undefined;
  const labels: string[] = [];
  for (const target of select.targetList) {
    const column = tree(tree(target)?.ResTarget);
    if (column === undefined) return undefined;
    const label = typeof column.name === 'string' ? column.name : labelOf(tree(column.val));
    if (label === undefined) return undefined;
    labels.push(label);
  }
  return labels;
}

/** Undefined for `*`. */
function labelOf(value: Tree | undefined): string | undefined {
  const kind = Object.keys(value ?? {})[0];
  const node = tree(kind === undefined ? undefined : value?.[kind]);
  switch (kind) {
    case 'ColumnRef':
      return lastName(node?.fields);
    case 'FuncCall':
      return lastName(node?.funcname) ?? '?column?';
    case 'TypeCast': {
      const inner = labelOf(tree(node?.arg));
      return inner === undefined || inner === '?column?'
        ? (lastName(tree(node?.typeName)?.names) ?? '?column?')
        : inner;
    }
    case 'CoalesceExpr':
      return 'coalesce';
    case 'CaseExpr':
      return 'case';
    default:
      return '?column?';
  }
}
