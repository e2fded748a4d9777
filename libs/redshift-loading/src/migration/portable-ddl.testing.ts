/** A statement of a migration as PostgreSQL and DuckDB read it too: without how Redshift stores rows and binds views. */
export const portableDdl = (sql: string): string =>
  sql
    .replace(/\) (?:DISTSTYLE \w+|DISTKEY \([^)]*\))(?: SORTKEY \([^)]*\))?$/, ')')
    .replace(/ ENCODE \w+/g, '')
    .replace(/\nWITH NO SCHEMA BINDING$/, '');
