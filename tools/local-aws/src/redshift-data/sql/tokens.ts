import { SqlError, syntaxErrorNear } from '../sql-error.js';

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
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const rest = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  };
  while (at < sql.length) {
    const char = sql[at] as string;
    const blank = rest(/\s+|--[^\n]*/y);
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
      tokens.push({ kind: 'quoted', text: quoted.slice(1, -1).replaceAll('""', '"').toLowerCase() });
      at += quoted.length;
    } else {
      const word = rest(/[\p{L}_][\p{L}\p{N}_$]*/uy);
      const number = rest(/(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y);
      const param = sql[at - 1] === ':' ? undefined : rest(/:[A-Za-z_]\w*/y);
      if (word !== undefined) {
        // B'…', X'…', U&'…' and the like mean different things to the parsers behind us.
        if (sql[at + word.length] === "'" && /^[bxn]$/i.test(word)) throw syntaxErrorNear(word);
        tokens.push({ kind: 'word', text: word.toLowerCase() });
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

/** Redshift still reads backslash escapes in every literal, as PostgreSQL 8.0 did. */
function readString(sql: string, start: number): [text: string, end: number] {
  let text = '';
  for (let at = start; at < sql.length;) {
    const char = sql[at] as string;
    if (char === "'") {
      if (sql[at + 1] !== "'") return [text, at + 1];
      text += "'";
      at += 2;
    } else if (char === '\\') {
      const octal = /^[0-7]{1,3}/.exec(sql.slice(at + 1, at + 4))?.[0];
      if (octal !== undefined) {
        text += String.fromCharCode(parseInt(octal, 8) & 0xff);
        at += 1 + octal.length;
      } else {
        const escaped = sql[at + 1] ?? '';
        text += ESCAPES[escaped] ?? escaped;
        at += 2;
      }
    } else {
      text += char;
      at += 1;
    }
  }
  throw new SqlError('unterminated quoted string', '42601');
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

export const quoteLiteral = (text: string): string => {
  // Neither parser takes a NUL, and Redshift refuses it too.
  if (text.includes('\0')) throw new SqlError('invalid byte sequence for encoding "UTF8": 0x00', '22021');
  return `'${text.replaceAll("'", "''")}'`;
};

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
