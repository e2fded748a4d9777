import { PGlite } from '@electric-sql/pglite';
import type { Answer, Engine } from './engine.testing.js';
import type { Cell } from '../load/ledger.js';
import { cellReaders, endSession, planner, redshiftInPostgres } from './postgres-dialect.testing.js';

/** PostgreSQL in process, compiled to WebAssembly; one session at a time. */
export async function openPglite(): Promise<Engine> {
  const database = await PGlite.create();
  const run = async (statements: readonly string[]): Promise<Answer> => {
    const results = await database.exec(statements.join(';\n'), { rowMode: 'array', parsers: cellReaders });
    const last = results.at(-1);
    return {
      columns: last?.fields.map(({ name }) => name) ?? [],
      rows: (last?.rows ?? []) as unknown as Cell[][],
    };
  };
  const settings = { ...planner, timezone: 'UTC', default_transaction_isolation: 'repeatable read' };
  await run([
    ...Object.entries(settings).map(([name, value]) => `SET ${name} TO '${value}'`),
    ...redshiftInPostgres,
  ]);
  let isOpen = false;
  return {
    name: 'PGlite',
    sessions: 1,
    open: async () => {
      if (isOpen) throw new Error('PGlite has one session');
      isOpen = true;
      return {
        run,
        close: async () => {
          await run(endSession);
          isOpen = false;
        },
      };
    },
    close: () => database.close(),
  };
}
