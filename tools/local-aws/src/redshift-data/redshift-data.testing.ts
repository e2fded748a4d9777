import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
  type DescribeStatementResponse,
  type Field,
} from '@aws-sdk/client-redshift-data';
import { DuckDBInstance } from '@duckdb/node-api';
import { runningProcesses } from '../kernel/running-processes.js';
import { startListener } from '../kernel/listener.js';
import type { Instance, ObjectFile, ObjectFiles } from '../kernel/ports.js';
import { createRedshiftData, type RedshiftDataOptions } from './redshift-data.js';
import { createFaults } from '../faults/faults.js';

export const TARGET = { WorkgroupName: 'sluice', Database: 'dev' };

/** Objects as plain files in a folder, standing in for S3. */
class FolderObjects implements ObjectFiles {
  readonly #files = new Map<string, ObjectFile>();

  constructor(readonly folder: string) {}

  async locate(bucket: string, key: string): Promise<ObjectFile | undefined> {
    return Promise.resolve(this.#files.get(`${bucket}/${key}`));
  }

  async list(bucket: string, prefix: string): Promise<readonly ObjectFile[]> {
    return Promise.resolve(
      [...this.#files].filter(([name]) => name.startsWith(`${bucket}/${prefix}`)).map(([, file]) => file),
    );
  }

  async put(bucket: string, key: string, body: Buffer): Promise<void> {
    const path = join(this.folder, `object-${this.#files.size}[x]`);
    await writeFile(path, body);
    await this.adopt(bucket, key, path);
  }

  async adopt(bucket: string, key: string, path: string): Promise<ObjectFile> {
    const { size } = await stat(path);
    const file = { key, path, sizeBytes: size, etag: `"${size}"` };
    this.#files.set(`${bucket}/${key}`, file);
    return file;
  }
}

/** The service behind the real listener, with a real client. */
export async function startRedshift(options: Partial<RedshiftDataOptions> & { directory?: string } = {}) {
  const { directory = await mkdtemp(join(tmpdir(), 'redshift-data-')), ...rest } = options;
  const objects = new FolderObjects(directory);
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const processes = runningProcesses();
  let endpoint = '';
  let offsetMs = 0;
  const instance: Instance = {
    region: 'eu-central-1',
    accountId: '000000000000',
    dataDirectory: directory,
    endpoint: () => endpoint,
    waitScale: 1,
    clock: { now: () => Date.now() + offsetMs },
    deliveries: createFaults(),
    entries: createFaults(),
    processes,
    warn,
  };
  const service = await createRedshiftData(instance, { objects, ...rest });
  const listener = await startListener({ services: [service], processes, warn });
  endpoint = listener.endpoint;
  const { region } = instance;
  const client = new RedshiftDataClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

  const settled = async (id: string): Promise<DescribeStatementResponse> => {
    while (true) {
      const described = await client.send(new DescribeStatementCommand({ Id: id }));
      if (!['SUBMITTED', 'PICKED', 'STARTED'].includes(described.Status ?? '')) return described;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const submit = async (...sqls: string[]): Promise<string> => {
    const answer =
      sqls.length === 1
        ? await client.send(new ExecuteStatementCommand({ ...TARGET, Sql: sqls[0] }))
        : await client.send(new BatchExecuteStatementCommand({ ...TARGET, Sqls: sqls }));
    return answer.Id ?? '';
  };
  const run = async (...sqls: string[]) => settled(await submit(...sqls));
  const ok = async (...sqls: string[]) => {
    const described = await run(...sqls);
    if (described.Status !== 'FINISHED') throw new Error(`${described.Status}: ${described.Error}`);
    return described;
  };
  const resultOf = async (id: string): Promise<unknown[][]> => {
    const result = await client.send(new GetStatementResultCommand({ Id: id }));
    return (result.Records ?? []).map((record) => record.map(plain));
  };
  return {
    client,
    endpoint,
    region,
    processes,
    objects,
    directory,
    warnings,
    submit,
    settled,
    run,
    ok,
    resultOf,
    /** The rows of one query. */
    query: async (sql: string) => resultOf((await ok(sql)).Id ?? ''),
    error: async (...sqls: string[]) => (await run(...sqls)).Error,
    advance: (milliseconds: number) => (offsetMs += milliseconds),
    /** Writes a Parquet object from a DuckDB query. */
    parquet: async (key: string, query: string) => {
      const path = join(directory, `${key.replaceAll('/', '_')}.file`);
      await writeParquet(path, query);
      return objects.adopt('staging', key, path);
    },
    manifest: async (key: string, entries: readonly { key: string; bytes: number; mandatory?: boolean }[]) =>
      objects.put(
        'staging',
        key,
        Buffer.from(
          JSON.stringify({
            entries: entries.map((entry) => ({
              url: `s3://staging/${entry.key}`,
              mandatory: entry.mandatory ?? true,
              meta: { content_length: entry.bytes },
            })),
          }),
        ),
      ),
    /** Ends the service, and keeps the data when told. */
    stop: async ({ keep = false } = {}) => {
      client.destroy();
      await listener.close();
      await service.close();
      if (!keep) await rm(directory, { recursive: true, force: true });
    },
  };
}

export type Redshift = Awaited<ReturnType<typeof startRedshift>>;

async function writeParquet(path: string, query: string): Promise<void> {
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  database.closeSync();
}

const plain = (field: Field): unknown =>
  field.isNull === true
    ? null
    : (field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue);
