/** Where the statement's time is put in. No statement can contain it: the lexer refuses a NUL wherever it stands. */
export const NOW = '\0now\0';

/**
 * Puts in what GETDATE() and SYSDATE are: DuckDB's clock stands still from BEGIN, Redshift's GETDATE() does not, and
 * the instance's clock may be moved.
 */
export const withTime = (sql: string, nowMs: number): string =>
  sql.replaceAll(NOW, `TIMESTAMP '${new Date(nowMs).toISOString().slice(0, -1).replace('T', ' ')}'`);
