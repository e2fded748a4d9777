import { execute } from './warehouse.js';

/** A SELECT that would run for hours, over a table that is made for it in the schema. */
export async function createEndlessQuery(schema: string): Promise<string> {
  const table = `${schema}.numbers`;
  await execute(
    `CREATE TABLE ${table} (n INTEGER)`,
    `INSERT INTO ${table} VALUES ${Array.from({ length: 1000 }, (_, n) => `(${n})`).join(',')}`,
  );
  const product = ['a', 'b', 'c', 'd'].map((alias) => `${table} ${alias}`).join(', ');
  return `SELECT COUNT(*) FROM ${product} WHERE a.n + b.n + c.n + d.n < 0`;
}
