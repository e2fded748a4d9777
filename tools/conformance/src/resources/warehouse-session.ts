import type { DescribeStatementResponse } from '@aws-sdk/client-redshift-data';
import { ExecuteStatementCommand } from '@aws-sdk/client-redshift-data';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { connection, fetchRows, runStatement, settled, submitStatement, type Cell } from './warehouse.js';

/** A session of the Data API: temporary tables, settings and an open transaction live in it from call to call. */
export interface WarehouseSession {
  readonly id: string;
  /** Runs a statement to its end, which may be a failure. */
  run(sql: string): Promise<DescribeStatementResponse>;
  /** Runs statements one after the other. Throws what the warehouse says where one does not finish. */
  execute(...sqls: readonly string[]): Promise<void>;
  /** The rows of one SELECT. */
  query(sql: string): Promise<Cell[][]>;
  /** Sends a statement and returns its id at once. */
  submit(sql: string): Promise<string>;
}

/** A session for the running case alone; its transaction is rolled back after it. */
export async function openSession(keepAliveSeconds = 60): Promise<WarehouseSession> {
  const first = await clients.redshiftData.send(
    new ExecuteStatementCommand({
      ...connection,
      Sql: 'SELECT 1',
      SessionKeepAliveSeconds: keepAliveSeconds,
    }),
  );
  const { Id, SessionId } = first;
  if (Id === undefined || SessionId === undefined) throw new Error('The endpoint gave no session.');
  onTestFinished(async () => {
    // What the case left open would hold locks; a session that has ended has let go of them.
    await runStatement('ROLLBACK', { SessionId }).catch(() => undefined);
  });
  await settled(Id);
  const run = (sql: string) => runStatement(sql, { SessionId });
  const finished = async (sql: string): Promise<string> => {
    const { Id: id, Status, Error: error } = await run(sql);
    if (Status !== 'FINISHED') throw new Error(`${sql} ended as ${Status}: ${error}`);
    return id as string;
  };
  return {
    id: SessionId,
    run,
    execute: async (...sqls) => {
      for (const sql of sqls) await finished(sql);
    },
    query: async (sql) => fetchRows(await finished(sql)),
    submit: (sql) => submitStatement(sql, { SessionId }),
  };
}
