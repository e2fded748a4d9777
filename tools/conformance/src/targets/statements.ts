import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  paginateGetStatementResult,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { setTimeout as pause } from 'node:timers/promises';
import type { Warehouse } from '../target.js';
import { connectionOf } from '../warehouse-connection.js';

/** A workgroup that sleeps takes its time. */
const patienceSeconds = 180;

/**
 * Runs statements as one transaction, outside of any case, and gives the first column of the last one's rows. Throws
 * what the warehouse, or the Data API, says of them.
 */
export async function runStatements(
  client: RedshiftDataClient,
  warehouse: Warehouse,
  ...sqls: readonly string[]
): Promise<readonly string[]> {
  const batch = new BatchExecuteStatementCommand({ ...connectionOf(warehouse), Sqls: [...sqls] });
  const { Id } = await client.send(batch);
  const deadline = Date.now() + patienceSeconds * 1000;
  for (let delayMs = 20; ; delayMs = Math.min(2 * delayMs, 1000)) {
    await pause(delayMs);
    const { Status, Error: reason, SubStatements } = await client.send(new DescribeStatementCommand({ Id }));
    if (Status === 'FINISHED') return firstColumn(client, SubStatements?.at(-1));
    if (Status === 'FAILED' || Status === 'ABORTED') throw new Error(reason ?? Status);
    if (Date.now() > deadline) throw new Error(`It is still ${Status} after ${patienceSeconds} s.`);
  }
}

async function firstColumn(
  client: RedshiftDataClient,
  statement: { readonly Id?: string | undefined; readonly HasResultSet?: boolean | undefined } | undefined,
): Promise<string[]> {
  if (statement?.HasResultSet !== true) return [];
  const values: string[] = [];
  for await (const { Records = [] } of paginateGetStatementResult({ client }, { Id: statement.Id }))
    values.push(...Records.map(([field]) => field?.stringValue ?? ''));
  return values;
}
