import { parseSync } from 'libpg-query';
import { SqlError, syntaxErrorNear } from '../sql-error.js';
import { missingClause, notServedIn } from './elsewhere.js';
import { printTokens, type Token } from './tokens.js';

/** PostgreSQL's syntax tree, as plain data. */
export type Tree = { readonly [member: string]: unknown };

/** One node: `{ "FuncCall": { … } }` in the tree. */
export interface SyntaxNode {
  readonly kind: string;
  readonly members: Tree;
}

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : [];

export function nodeOf(value: unknown): SyntaxNode {
  const entries = isTree(value) ? Object.entries(value) : [];
  const [kind, members] = entries[0] ?? [];
  if (entries.length !== 1 || kind === undefined || !isTree(members)) throw syntaxErrorNear('');
  return { kind, members };
}

export const isKind = (value: unknown, kind: string): boolean => isTree(value) && kind in value;

/** The text of a `String` node, or of a name given as such. */
export function nameOf(value: unknown): string {
  const { kind, members } = nodeOf(value);
  if (kind !== 'String') throw syntaxErrorNear(kind);
  return typeof members.sval === 'string' ? members.sval : '';
}

export const namesOf = (value: unknown): string[] => listOf(value).map(nameOf);

/**
 * The members that the caller reads. Any other that is present is refused, so that no clause is left out of what is
 * printed for the engine.
 */
export function read<K extends string>(
  members: Tree,
  ...known: readonly K[]
): Readonly<Partial<Record<K, unknown>>> {
  for (const member of Object.keys(members)) {
    if (member !== 'location' && !(known as readonly string[]).includes(member)) throw missingClause(member);
  }
  return members as Partial<Record<K, unknown>>;
}

/** Refuses a member that says something else than it does when nothing is written. */
export function expectDefault(member: string, value: unknown, ...defaults: readonly unknown[]): void {
  if (value !== undefined && !defaults.includes(value)) throw missingClause(member);
}

/** PostgreSQL's parser cuts longer names, of which Redshift takes twice as much. */
const PARSER_NAME_BYTES = 63;

/** Parses tokens that must be one statement. */
export function parseOne(tokens: readonly Token[]): SyntaxNode {
  const names = new Map<string, string>();
  const statements = parse(
    tokens.map((token) => shortened(token, tokens, names)),
    tokens,
  );
  const [statement] = statements;
  if (statements.length !== 1 || statement?.stmt === undefined) throw syntaxErrorNear(tokens[0]?.text ?? '');
  return nodeOf(names.size === 0 ? statement.stmt : restored(statement.stmt, names));
}

function parse(tokens: readonly Token[], written: readonly Token[]): readonly { readonly stmt?: unknown }[] {
  try {
    return parseSync(printTokens(tokens)).stmts ?? [];
  } catch (error) {
    if (error instanceof SqlError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw notServedIn(written) ?? new SqlError(message, '42601', { cause: error });
  }
}

/** Stands in for a name that the parser would cut. */
function shortened(token: Token, tokens: readonly Token[], names: Map<string, string>): Token {
  if (token.kind !== 'word' && token.kind !== 'quoted') return token;
  if (Buffer.byteLength(token.text) <= PARSER_NAME_BYTES) return token;
  const known = [...names].find(([, name]) => name === token.text)?.[0];
  let standIn = known ?? `long name ${names.size}`;
  while (known === undefined && tokens.some(({ text }) => text === standIn)) standIn += '_';
  names.set(standIn, token.text);
  return { kind: 'quoted', text: standIn };
}

function restored(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item: unknown) => restored(item, names));
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, restored(inner, names)]));
}
