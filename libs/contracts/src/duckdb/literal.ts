/** A text as a DuckDB literal; backslashes are ordinary characters there. The text must not hold NUL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `x IN (…)`, also for no texts. */
export const isOneOf = (expression: string, texts: readonly string[]): string =>
  texts.length === 0 ? 'FALSE' : `${expression} IN (${texts.map(literal).join(', ')})`;
