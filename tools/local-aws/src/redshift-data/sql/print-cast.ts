import { notImplemented, SqlError } from '../sql-error.js';
import { integerConstant, textConstant } from './print-constant.js';
import { printExpression } from './print-expression.js';
import { printNavigationText } from './print-navigation.js';
import type { PrintScope } from './print-scope.js';
import { isTree, listOf, namesOf, read, type Tree } from './syntax-tree.js';
import { quoteLiteral } from './literals.js';

/** DuckDB's types of those that casts have in common, by PostgreSQL's names. */
const TYPES: Readonly<Record<string, string>> = {
  int2: 'SMALLINT',
  int4: 'INTEGER',
  int8: 'BIGINT',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  bool: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
};

/** Names that PostgreSQL's parser leaves as they are written. */
const SYNONYMS: Readonly<Record<string, string>> = { nvarchar: 'varchar', text: 'varchar' };

const INTEGERS = new Set(['int2', 'int4', 'int8']);
const NOT_SERVED = new Set([
  'bpchar',
  'char',
  'nchar',
  'super',
  'time',
  'timetz',
  'varbyte',
  'varbinary',
  'geometry',
]);

/** CAST, `::` and a literal with its type before it. */
export function printCast(members: Tree, scope: PrintScope): string {
  const { arg, typeName } = read(members, 'arg', 'typeName');
  const { type, limits } = readType(typeName);
  if (type === 'interval') return printInterval(arg, limits);
  const value =
    isTree(arg) && isTree(arg.A_Indirection)
      ? printNavigationText(arg.A_Indirection, scope)
      : printExpression(arg, scope);
  if (type === 'varchar') return printText(arg, value, limits);
  if (type === 'numeric') return `CAST(${value} AS DECIMAL(${limits[0] ?? 18}, ${limits[1] ?? 0}))`;
  if (INTEGERS.has(type)) return `CAST(main.redshift_digits(${value}) AS ${TYPES[type]})`;
  if (limits.length > 0) throw notImplemented(`a precision of ${type}`);
  return `CAST(${value} AS ${TYPES[type]})`;
}

function readType(value: unknown): { readonly type: string; readonly limits: readonly number[] } {
  if (!isTree(value)) throw new SqlError('a type is missing', '42601');
  const { names, typmods, arrayBounds } = read(value, 'names', 'typmods', 'typemod', 'arrayBounds');
  const written = namesOf(names).at(-1) ?? '';
  const type = SYNONYMS[written] ?? written;
  if (arrayBounds !== undefined) throw new SqlError(`type "${written}[]" does not exist`, '42704');
  if (NOT_SERVED.has(type)) throw notImplemented(`a cast to ${type === 'bpchar' ? 'char' : type}`);
  if (TYPES[type] === undefined && !['varchar', 'numeric', 'interval'].includes(type))
    throw new SqlError(`type "${written}" does not exist`, '42704');
  const limits = listOf(typmods).map((limit) => {
    const number = integerConstant(limit);
    if (number === undefined || number < 0) throw new SqlError('a length is a whole number', '22023');
    return number;
  });
  return { type, limits };
}

/** A cast cuts text to the bytes of its type, where a column would refuse it. */
function printText(arg: unknown, value: string, limits: readonly number[]): string {
  const text = textConstant(arg) === undefined ? `main.redshift_text(${value})` : `CAST(${value} AS VARCHAR)`;
  return limits[0] === undefined ? text : `main.redshift_cut(${text}, ${limits[0]})`;
}

function printInterval(arg: unknown, limits: readonly number[]): string {
  const text = textConstant(arg);
  if (text === undefined || limits.length > 0) throw notImplemented('an interval other than a literal');
  return `CAST(${quoteLiteral(text)} AS INTERVAL)`;
}
