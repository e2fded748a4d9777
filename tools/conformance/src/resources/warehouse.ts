import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  paginateGetStatementResult,
  type BatchExecuteStatementInput,
  type DescribeStatementResponse,
  type ExecuteStatementInput,
  type Field,
} from '@aws-sdk/client-redshift-data';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { patienceMs, waitMs } from '../conformance.js';
import { connectionOf } from '../warehouse-connection.js';
import { target } from '../target.js';
import { freshName } from './fresh-name.js';

/** Where and as what every statement runs, in the API's words. */
export const connection = connectionOf(target.warehouse);

/** What a submission may say beside its SQL, in the API's words; with a `SessionId` it names no workgroup. */
export type StatementOptions = Omit<Partial<ExecuteStatementInput>, 'Sql'>;
export type BatchOptions = Omit<Partial<BatchExecuteStatementInput>, 'Sqls'>;

/** Sends one statement and returns its id at once. */
export async function submitStatement(Sql: string, options: StatementOptions = {}): Promise<string> {
  const command = new ExecuteStatementCommand({ ...connectionFor(options), Sql, ...options });
  return (await clients.redshiftData.send(command)).Id as string;
}

/** Sends one batch and returns its id at once. */
export async function submitBatch(Sqls: readonly string[], options: BatchOptions = {}): Promise<string> {
  const command = new BatchExecuteStatementCommand({
    ...connectionFor(options),
    Sqls: [...Sqls],
    ...options,
  });
  return (await clients.redshiftData.send(command)).Id as string;
}

const connectionFor = ({ SessionId }: { readonly SessionId?: string | undefined }) =>
  SessionId === undefined ? connection : {};

/** Runs one statement to its end, which may be a failure. `waitSeconds` is what AWS itself may take. */
export const runStatement = async (sql: string, options: StatementOptions = {}, waitSeconds = 0) =>
  settled(await submitStatement(sql, options), waitSeconds);

/** Runs a batch to its end, which may be a failure. */
export const runBatch = async (sqls: readonly string[], options: BatchOptions = {}, waitSeconds = 0) =>
  settled(await submitBatch(sqls, options), waitSeconds);

/** Runs a statement, or several as one transaction. Throws what the warehouse says where it does not finish. */
export async function execute(...sqls: readonly string[]): Promise<DescribeStatementResponse> {
  const [sql = ''] = sqls;
  const described = await (sqls.length === 1 ? runStatement(sql) : runBatch(sqls));
  if (described.Status === 'FINISHED') return described;
  throw new Error(`${sqls.join('; ')} ended as ${described.Status}: ${described.Error}`);
}

/** The rows of one SELECT. */
export const query = async (sql: string): Promise<Cell[][]> => fetchRows((await execute(sql)).Id as string);

/** What the warehouse says of a statement, or a batch, that must not finish. */
export async function errorOf(...sqls: readonly string[]): Promise<string> {
  const [sql = ''] = sqls;
  const described = await (sqls.length === 1 ? runStatement(sql) : runBatch(sqls));
  if (described.Status === 'FAILED') return described.Error ?? '';
  throw new Error(`${sqls.join('; ')} ended as ${described.Status}.`);
}

let someEnded = false;
let awaitedInVain = false;

/**
 * Describes a statement that has ended. `waitSeconds` is what AWS itself may take. Throws when it does not end; an
 * endpoint where nothing ever does is awaited only once.
 */
export async function settled(id: string, waitSeconds?: number): Promise<DescribeStatementResponse> {
  return until(id, ({ Status }) => isEnd(Status), waitSeconds);
}

/** Describes a statement as soon as it fits. Throws when it ends otherwise, or takes too long. */
export async function until(
  id: string,
  fits: (described: DescribeStatementResponse) => boolean,
  waitSeconds = 0,
): Promise<DescribeStatementResponse> {
  const allowedMs = awaitedInVain && !someEnded ? 0 : patienceMs() + waitMs(waitSeconds);
  const deadline = Date.now() + allowedMs;
  for (let delayMs = 5; ; delayMs = Math.min(2 * delayMs, longestPauseMs)) {
    await pause(delayMs);
    const described = await clients.redshiftData.send(new DescribeStatementCommand({ Id: id }));
    const ended = isEnd(described.Status);
    someEnded ||= ended;
    if (fits(described)) return described;
    if (ended) throw new Error(`Statement ${id} ended as ${described.Status}: ${described.Error}`);
    if (Date.now() > deadline) {
      awaitedInVain = true;
      throw new Error(`Statement ${id} is still ${described.Status} after ${allowedMs} ms.`);
    }
  }
}

/** AWS throttles those who ask too often. */
const longestPauseMs = target.endpoint === undefined ? 1000 : 50;

const isEnd = (status: string | undefined): boolean =>
  status === 'FINISHED' || status === 'FAILED' || status === 'ABORTED';

export type Cell = string | number | boolean | Uint8Array | null;

/** All rows of a statement's result, over its pages. */
export async function fetchRows(id: string): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  for await (const page of paginateGetStatementResult({ client: clients.redshiftData }, { Id: id })) {
    for (const record of page.Records ?? []) rows.push(record.map(cellOf));
  }
  return rows;
}

const cellOf = (field: Field): Cell =>
  field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? field.blobValue ?? null;

/** A schema for the running case alone, dropped with all that is in it; returns its name, which needs no quotes. */
export async function createSchema(): Promise<string> {
  const schema = freshName('schema').replaceAll('-', '_');
  await execute(`CREATE SCHEMA ${schema}`);
  onTestFinished(async () => {
    await execute(`DROP SCHEMA ${schema} CASCADE`);
  });
  return schema;
}
