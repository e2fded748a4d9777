import { parseSync } from 'libpg-query';
import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { ALLOWED_OPERATORS, ALLOWED_TYPES, REDSHIFT_FUNCTIONS } from './functions.js';
import { useTable, type UsedTable } from './rewrite.js';
import { printTokens, type Token } from './tokens.js';

/** PostgreSQL's syntax tree, as plain data. */
export type Tree = { readonly [field: string]: unknown };

/** What a checked statement does. */
export interface CheckedStatement {
  /** The statement's node, for example `SelectStmt`. */
  readonly kind: string;
  readonly node: Tree;
  readonly reads: readonly UsedTable[];
  readonly writes: readonly UsedTable[];
}

const NODES = new Set(
  `SelectStmt InsertStmt UpdateStmt DeleteStmt CreateSchemaStmt ViewStmt DropStmt ExplainStmt
   ResTarget ColumnRef A_Star String Integer Float Boolean A_Const A_Expr BoolExpr NullTest BooleanTest CaseExpr
   CaseWhen CoalesceExpr MinMaxExpr FuncCall NamedArgExpr TypeCast TypeName SubLink RangeVar RangeSubselect JoinExpr
   WithClause CommonTableExpr SortBy WindowDef SetToDefault List SQLValueFunction GroupingSet GroupingFunc
   A_Indirection A_Indices RowExpr`.split(/\s+/),
);

/** Clauses that PostgreSQL has and Redshift has not. */
const REFUSED_FIELDS: Readonly<Record<string, string>> = {
  returningList: 'RETURNING',
  returningClause: 'RETURNING',
  onConflictClause: 'ON CONFLICT',
  lockingClause: 'FOR UPDATE',
  agg_filter: 'FILTER',
  lateral: 'LATERAL',
  intoClause: 'SELECT INTO',
};

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses one statement and refuses what Redshift does not have. */
export function checkStatement(tokens: readonly Token[]): CheckedStatement {
  const statements = parse(printTokens(tokens));
  const statement = statements[0]?.stmt;
  const kind = isTree(statement) ? Object.keys(statement)[0] : undefined;
  if (statements.length !== 1 || kind === undefined || !isTree(statement))
    throw syntaxErrorNear(tokens[0]?.text ?? '');
  const node = statement[kind] as Tree;
  if (!kind.endsWith('Stmt') || !NODES.has(kind)) throw syntaxErrorNear(tokens[0]?.text ?? '');
  const walk = new Walk();
  if (kind === 'InsertStmt') walk.allowValues(node);
  walk.visit(statement);
  return { kind, node, ...walk.tables(node, kind) };
}

/** A query that must be a SELECT: after CREATE TABLE … AS, EXPLAIN and the like. */
export function checkQuery(tokens: readonly Token[]): CheckedStatement {
  const checked = checkStatement(tokens);
  if (checked.kind !== 'SelectStmt') throw syntaxErrorNear(tokens[0]?.text ?? '');
  return checked;
}

/** A column's default. */
export function checkExpression(tokens: readonly Token[]): void {
  checkQuery([{ kind: 'word', text: 'select' }, ...tokens]);
}

function parse(sql: string): readonly { readonly stmt?: unknown }[] {
  try {
    return parseSync(sql).stmts ?? [];
  } catch (error) {
    throw new SqlError(error instanceof Error ? error.message : String(error), '42601', { cause: error });
  }
}

const name = (value: unknown): string =>
  isTree(value) && isTree(value.String) ? String(value.String.sval ?? '') : '';
const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(name) : []);

class Walk {
  readonly #tables: UsedTable[] = [];
  readonly #commonTables = new Set<string>();
  #valuesAllowedIn: unknown;

  /** VALUES stands in INSERT alone. */
  allowValues(insert: Tree): void {
    if (isTree(insert.selectStmt)) this.#valuesAllowedIn = insert.selectStmt.SelectStmt;
  }

  visit(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item);
      return;
    }
    if (!isTree(value)) return;
    for (const [field, inner] of Object.entries(value)) {
      if (/^[A-Z]/.test(field)) this.#node(field, inner);
      const refused = REFUSED_FIELDS[field];
      if (refused !== undefined) throw syntaxErrorNear(refused);
      if (field === 'typeName' && isTree(inner)) this.#type(inner);
      if (field === 'relname' && typeof inner === 'string') this.#table(value);
      this.visit(inner);
    }
  }

  #node(kind: string, inner: unknown): void {
    if (!NODES.has(kind))
      throw new SqlError(`syntax error: ${kind} is not part of Amazon Redshift's SQL`, '42601');
    if (!isTree(inner)) return;
    switch (kind) {
      case 'FuncCall':
        return this.#function(inner);
      case 'A_Expr':
        return this.#operator(inner);
      case 'CommonTableExpr':
        this.#commonTables.add(String(inner.ctename ?? ''));
        if (!isTree(inner.ctequery) || !('SelectStmt' in inner.ctequery)) throw syntaxErrorNear('with');
        return;
      case 'SelectStmt':
        if (inner.valuesLists !== undefined && inner !== this.#valuesAllowedIn)
          throw syntaxErrorNear('values');
        if (
          Array.isArray(inner.distinctClause) &&
          inner.distinctClause.some((item) => isTree(item) && Object.keys(item).length > 0)
        ) {
          throw syntaxErrorNear('on');
        }
        return;
      case 'TypeName':
        return this.#type(inner);
    }
  }

  #function(call: Tree): void {
    const path = names(call.funcname);
    const called = path.at(-1) ?? '';
    const qualified = path.length > 1 && path[0] !== 'pg_catalog';
    if (qualified || !REDSHIFT_FUNCTIONS.has(called)) {
      throw new SqlError(`function ${path.join('.')}(...) does not exist`, '42883');
    }
  }

  #operator(expression: Tree): void {
    const operator = names(expression.name).at(-1) ?? '';
    if (/^!?~\*?$/.test(operator)) throw notImplemented(`the operator ${operator}`);
    const plain = ['AEXPR_OP', 'AEXPR_OP_ANY', 'AEXPR_OP_ALL'].includes(String(expression.kind));
    if (plain && !ALLOWED_OPERATORS.has(operator))
      throw new SqlError(`operator does not exist: ${operator}`, '42883');
  }

  #type(type: Tree): void {
    const path = names(type.names);
    const called = path.at(-1) ?? '';
    if (path.length === 0) return;
    if (!ALLOWED_TYPES.has(called) || type.arrayBounds !== undefined) {
      throw new SqlError(`type "${called}" does not exist`, '42704');
    }
  }

  #table(range: Tree): void {
    if (range.catalogname !== undefined) throw notImplemented('a database name before a table');
    this.#tables.push(useTable(rangeName(range), 'read'));
  }

  tables(node: Tree, kind: string): Pick<CheckedStatement, 'reads' | 'writes'> {
    const reads = this.#tables.filter(
      ({ schema, name }) => schema !== undefined || !this.#commonTables.has(name),
    );
    const target = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'ViewStmt'].includes(kind)
      ? (node.relation ?? node.view)
      : undefined;
    const targets = isTree(target) ? [rangeName(target)] : kind === 'DropStmt' ? droppedNames(node) : [];
    return { reads, writes: targets.map((table) => useTable(table, 'write')) };
  }
}

const rangeName = (range: Tree) => ({
  ...(typeof range.schemaname === 'string' ? { schema: range.schemaname } : {}),
  name: String(range.relname),
});

function droppedNames(node: Tree): { schema?: string; name: string }[] {
  if (!['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_SCHEMA'].includes(String(node.removeType)))
    throw syntaxErrorNear('drop');
  const objects = Array.isArray(node.objects) ? node.objects : [];
  return objects.map((object: unknown) => {
    if (isTree(object) && isTree(object.List)) {
      const path = names(object.List.items);
      if (path.length > 2) throw notImplemented('a database name before a table');
      return { ...(path.length === 2 ? { schema: path[0] as string } : {}), name: path.at(-1) ?? '' };
    }
    // A schema: checked as if a table of it were dropped, so that hidden schemas stay so.
    return { schema: name(object), name: '*' };
  });
}
