import { SqlError, syntaxErrorNear } from '../sql-error.js';
import { quoteLiteral, readString, refuseUnstorable } from './literals.js';

/**
 * One token, normalised: words and quoted identifiers in lower case (Redshift folds both), strings decoded.
 * Comments are gone. What the parsers see is printed from tokens again, so that PostgreSQL's, DuckDB's and
 * Redshift's ideas of escapes cannot differ.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'op' | 'param';
  readonly text: string;
}

const OPERATORS = ['::', '<=', '>=', '<>', '!=', '||', '!~~', '~~', '!~*', '!~', '~*'];

/** Throws `SqlError` for what no statement may hold: NUL, half a surrogate pair, an unclosed quote or comment. */
export function tokenize(sql: string): Token[] {
  refuseUnstorable(sql);
  const tokens: Token[] = [];
  let at = 0;
  const rest = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  };
  while (at < sql.length) {
    const char = sql[at] as string;
    const blank = rest(/[ \t\n\v\f\r]+|--[^\n\r]*/y);
    if (blank !== undefined) {
      at += blank.length;
    } else if (sql.startsWith('/*', at)) {
      at = endOfComment(sql, at);
    } else if (char === "'" || ((char === 'e' || char === 'E') && sql[at + 1] === "'")) {
      const [text, end] = readString(sql, at + (char === "'" ? 1 : 2));
      tokens.push({ kind: 'string', text });
      at = end;
    } else if (char === '"') {
      const quoted = rest(/"(?:[^"]|"")+"/y);
      if (quoted === undefined) throw syntaxErrorNear('"');
      const text = quoted.slice(1, -1).replaceAll('""', '"').toLowerCase();
      tokens.push({ kind: 'quoted', text: checkName(text) });
      at += quoted.length;
    } else {
      const word = rest(/[\p{L}_][\p{L}\p{N}_$]*/uy);
      const number = rest(/(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y);
      const param = sql[at - 1] === ':' ? undefined : rest(/:[A-Za-z_]\w*/y);
      if (word !== undefined) {
        // B'…', X'…', U&'…' and the like mean different things to the parsers behind us.
        if (sql[at + word.length] === "'" && /^[bxn]$/i.test(word)) throw syntaxErrorNear(word);
        tokens.push({ kind: 'word', text: checkName(word.toLowerCase()) });
        at += word.length;
      } else if (number !== undefined) {
        tokens.push({ kind: 'number', text: number });
        at += number.length;
      } else if (param !== undefined) {
        tokens.push({ kind: 'param', text: param.slice(1) });
        at += param.length;
      } else if ('$\\`{}'.includes(char)) {
        throw syntaxErrorNear(char);
      } else {
        const op = OPERATORS.find((candidate) => sql.startsWith(candidate, at)) ?? char;
        tokens.push({ kind: 'op', text: op });
        at += op.length;
      }
    }
  }
  return tokens;
}

const MAX_NAME_BYTES = 127;

function checkName(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  throw new SqlError(`identifier "${name}" is longer than ${MAX_NAME_BYTES} bytes`, '42622');
}

function endOfComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length;) {
    if (sql.startsWith('/*', at)) {
      depth += 1;
      at += 2;
    } else if (sql.startsWith('*/', at)) {
      depth -= 1;
      at += 2;
      if (depth === 0) return at;
    } else at += 1;
  }
  throw new SqlError('unterminated /* comment', '42601');
}

/** Splits at top-level semicolons; empty statements fall away. */
export function splitStatements(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (isOp(token, ';')) statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

export const isOp = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'op' && token.text === text;

export const isWord = (token: Token | undefined, ...texts: string[]): boolean =>
  token?.kind === 'word' && texts.includes(token.text);

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Prints one token for PostgreSQL's parser. */
export function printToken(token: Token): string {
  switch (token.kind) {
    case 'quoted':
      return quoteIdentifier(token.text);
    case 'string':
      // PostgreSQL and DuckDB take backslashes in plain literals as they are.
      return quoteLiteral(token.text);
    case 'param':
      return `:${token.text}`;
    default:
      return token.text;
  }
}

export const printTokens = (tokens: readonly Token[]): string => tokens.map(printToken).join(' ');
