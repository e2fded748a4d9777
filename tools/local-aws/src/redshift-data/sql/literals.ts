import { SqlError } from '../sql-error.js';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/**
 * Reads a literal from behind its opening quote. Redshift still reads backslash escapes in every literal, as
 * PostgreSQL 8.0 did. Throws `SqlError` when it does not end, or holds what no text may.
 */
export function readString(sql: string, start: number): [text: string, end: number] {
  let text = '';
  for (let at = start; at < sql.length;) {
    const char = sql[at] as string;
    if (char === "'") {
      if (sql[at + 1] !== "'") return [text, at + 1];
      text += "'";
      at += 2;
    } else if (char === '\\') {
      const run = /(?:\\[0-7]{1,3})+/y;
      run.lastIndex = at;
      const octals = run.exec(sql)?.[0];
      if (octals !== undefined) {
        text += bytesOf(octals);
        at += octals.length;
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

/** Octal escapes are bytes: two of them may make one character. */
function bytesOf(octals: string): string {
  const bytes = octals
    .split('\\')
    .slice(1)
    .map((octal) => parseInt(octal, 8) & 0xff);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    refuseUnstorable(text);
    return text;
  } catch (error) {
    throw error instanceof SqlError ? error : invalidBytes(octals);
  }
}

const invalidBytes = (bytes: string): SqlError =>
  new SqlError(`invalid byte sequence for encoding "UTF8": ${bytes}`, '22021');

/**
 * A NUL ends a statement early in both parsers behind us, whatever follows it, and a lone surrogate has no UTF-8.
 * Redshift takes neither.
 */
export function refuseUnstorable(text: string): void {
  if (text.includes('\0')) throw invalidBytes('0x00');
  if (!text.isWellFormed()) throw invalidBytes('a lone surrogate');
}

/** Throws `SqlError` for text that no literal may hold. */
export const quoteLiteral = (text: string): string => {
  refuseUnstorable(text);
  return `'${text.replaceAll("'", "''")}'`;
};
