import { DuckDBInstance } from '@duckdb/node-api';
import type { Answer, Engine } from './engine.testing.js';
import type { Cell } from '../load/ledger.js';

const redshift = [
  'CREATE TYPE super AS JSON',
  'CREATE MACRO json_parse(t) AS CAST(json(t) AS JSON)',
  `CREATE MACRO getdate() AS date_trunc('second', now() AT TIME ZONE 'UTC')`,
];

/** In process. It has neither a timeout of statements nor LOCK: its loads come one after the other. */
export async function openDuckdb(): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const open = async () => {
    const connection = await instance.connect();
    const runOne = async (sql: string): Promise<Answer> => {
      const result = await connection.runAndReadAll(sql);
      return { columns: result.columnNames(), rows: result.getRowsJson() as Cell[][] };
    };
    return {
      run: async (statements: readonly string[]) => {
        let answer: Answer = { columns: [], rows: [] };
        for (const sql of statements) {
          if (/^SET statement_timeout TO \d+$/.test(sql)) continue;
          const locked = /^LOCK TABLE (.*)$/s.exec(sql)?.[1];
          answer = await runOne(locked === undefined ? sql : `SELECT 1 FROM ${locked}`);
          if (locked !== undefined && answer.rows.length > 0) throw new Error('the lock table is not empty');
        }
        return answer;
      },
      close: async () => connection.closeSync(),
    };
  };
  const first = await open();
  await first.run(redshift);
  await first.close();
  return { name: 'DuckDB', sessions: 1, open, close: async () => instance.closeSync() };
}
