import pg from 'pg';
import type { Answer, Engine, Session } from './engine.testing.js';
import type { Cell } from '../load/ledger.js';
import { cellReaders, endSession, redshiftInPostgres } from './postgres-dialect.testing.js';
import { startPostgres } from './postgres-server.testing.js';

const sessions = 4;

/** A PostgreSQL server, whose sessions run at the same time; connections are kept from one session to the next. */
export async function openPostgres(): Promise<Engine> {
  const server = await startPostgres();
  const idle: pg.Client[] = [];
  const all: pg.Client[] = [];
  const connect = async (): Promise<pg.Client> => {
    if (all.length >= sessions) throw new Error(`PostgreSQL has ${sessions} sessions`);
    const client = new pg.Client({
      host: server.host,
      user: server.user,
      database: 'postgres',
      types: { getTypeParser: (oid: number) => cellReaders[oid] ?? String },
    });
    all.push(client);
    await client.connect();
    return client;
  };
  const open = async (): Promise<Session> => {
    const client = idle.pop() ?? (await connect());
    const run = async (statements: readonly string[]): Promise<Answer> => {
      // Several statements in one message have as many results, and fewer round trips.
      const results = [await client.query<Cell[]>({ text: statements.join(';\n'), rowMode: 'array' })].flat();
      const last = results.at(-1);
      return { columns: last?.fields.map(({ name }) => name) ?? [], rows: last?.rows ?? [] };
    };
    return {
      run,
      close: async () => {
        await run(endSession);
        idle.push(client);
      },
    };
  };
  const first = await open();
  await first.run(redshiftInPostgres);
  await first.close();
  return {
    name: 'PostgreSQL',
    sessions,
    open,
    close: async () => {
      await Promise.all(all.map((client) => client.end()));
      await server.stop();
    },
  };
}
