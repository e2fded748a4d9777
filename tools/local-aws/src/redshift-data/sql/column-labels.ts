import { isTree, listOf, nodeOf, type Tree } from './syntax-tree.js';

function lastName(value: unknown): string | undefined {
  const last = listOf(value).at(-1);
  const text = isTree(last) && isTree(last.String) ? last.String.sval : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** The names that Redshift gives a query's columns; undefined when a `*` is among them. */
export function columnLabels(select: Tree): readonly string[] | undefined {
  // A set operation takes its first branch's names.
  if (isTree(select.larg)) return columnLabels(select.larg);
  const labels: string[] = [];
  for (const target of listOf(select.targetList)) {
    const { name, val } = nodeOf(target).members;
    const label = typeof name === 'string' ? name : labelOf(val);
    if (label === undefined) return undefined;
    labels.push(label);
  }
  return labels;
}

/** The name of a column that is given none; undefined for `*`. */
export function labelOf(value: unknown): string | undefined {
  const { kind, members } = nodeOf(value);
  switch (kind) {
    case 'ColumnRef':
      return lastName(members.fields);
    case 'A_Indirection':
      return lastName(members.indirection) ?? labelOf(members.arg);
    case 'FuncCall':
      return callLabel(lastName(members.funcname) ?? '');
    case 'TypeCast': {
      const inner = labelOf(members.arg);
      const type = isTree(members.typeName) ? lastName(members.typeName.names) : undefined;
      return inner === undefined || inner === '?column?' ? (type ?? '?column?') : inner;
    }
    case 'JsonSerializeExpr':
      return 'json_serialize';
    case 'CoalesceExpr':
      return 'coalesce';
    case 'CaseExpr':
      return 'case';
    default:
      return '?column?';
  }
}

/** Functions that Redshift names otherwise in a result. */
const callLabel = (name: string): string =>
  name === 'extract' ? 'date_part' : name === 'date_part' ? 'pgdate_part' : name;
