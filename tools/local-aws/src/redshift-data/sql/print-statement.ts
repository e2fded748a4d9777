import { syntaxErrorNear } from '../sql-error.js';
import { columnLabels } from './column-labels.js';
import { printDelete, printInsert, printUpdate } from './print-change.js';
import { printDrop, printView } from './print-object.js';
import type { PrintScope } from './print-scope.js';
import { printSelect } from './print-select.js';
import { listOf, nodeOf, parseOne } from './syntax-tree.js';
import { printExpression } from './print-expression.js';
import { NOW } from './statement-time.js';
import type { Token } from './tokens.js';
import type { UsedTable } from './used-table.js';

/**
 * One statement of PostgreSQL's grammar as DuckDB is to run it. What DuckDB gets is printed from the tree, node by
 * node, and whatever the printer does not know is refused: nothing that a client wrote reaches DuckDB's parser
 * except names and literals, which are quoted.
 */
export type PrintedStatement =
  | {
      readonly kind: 'query';
      readonly sql: string;
      /** Redshift's names of the columns; undefined when `*` decides them. */
      readonly labels: readonly string[] | undefined;
      readonly reads: readonly UsedTable[];
    }
  | {
      readonly kind: 'change';
      readonly verb: 'INSERT' | 'UPDATE' | 'DELETE';
      readonly sql: string;
      readonly target: UsedTable;
      readonly reads: readonly UsedTable[];
    }
  | {
      readonly kind: 'object';
      readonly verb: 'CREATE VIEW' | 'DROP';
      readonly sql: string;
      readonly changes: readonly UsedTable[];
      readonly reads: readonly UsedTable[];
    };

/** `now`: where the time of the statement is put in; a view and a default are given none. */
const scopeOf = (now: string): PrintScope => ({ commonTables: new Set(), reads: [], now });
const LATER = 'main.getdate()';

export function printStatement(tokens: readonly Token[]): PrintedStatement {
  const statement = parseOne(tokens);
  const { kind, members } = statement;
  const scope = scopeOf(kind === 'ViewStmt' ? LATER : NOW);
  const { reads } = scope;
  switch (kind) {
    case 'SelectStmt': {
      const sql = printSelect({ SelectStmt: members }, scope);
      return { kind: 'query', sql, labels: columnLabels(members), reads };
    }
    case 'InsertStmt':
      return { kind: 'change', verb: 'INSERT', ...printInsert(members, scope), reads };
    case 'UpdateStmt':
      return { kind: 'change', verb: 'UPDATE', ...printUpdate(members, scope), reads };
    case 'DeleteStmt':
      return { kind: 'change', verb: 'DELETE', ...printDelete(members, scope), reads };
    case 'ViewStmt':
      return { kind: 'object', verb: 'CREATE VIEW', ...printView(members, scope), reads };
    case 'DropStmt':
      return { kind: 'object', verb: 'DROP', ...printDrop(members), reads };
    default:
      throw syntaxErrorNear(tokens[0]?.text ?? '');
  }
}

/** A query that must be a SELECT, as in CREATE TABLE … AS. */
export function printSubject(tokens: readonly Token[]): { sql: string; reads: readonly UsedTable[] } {
  const printed = printStatement(tokens);
  if (printed.kind !== 'query') throw syntaxErrorNear(tokens[0]?.text ?? '');
  return printed;
}

/** A column's default. */
export function printDefault(tokens: readonly Token[]): string {
  const { kind, members } = parseOne([{ kind: 'word', text: 'select' }, ...tokens]);
  const { targetList, limitOption: _limit, op: _op, ...rest } = members;
  const [target, ...others] = listOf(targetList);
  if (kind !== 'SelectStmt' || target === undefined || others.length > 0 || Object.keys(rest).length > 0)
    throw syntaxErrorNear('default');
  const { val, name } = nodeOf(target).members;
  if (name !== undefined) throw syntaxErrorNear(String(name));
  return printExpression(val, scopeOf(LATER));
}
