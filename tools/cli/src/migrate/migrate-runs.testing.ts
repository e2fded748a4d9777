import { ListStatementsCommand, RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws, type LocalAws } from '@sluice/local-aws';
import { localRegion } from '@sluice/local-stack';
import type { DataApi, Value } from '@sluice/redshift-data-api';
import { listening } from '../listening.testing.js';
import { root } from '../run-cli.testing.js';
import { resolveTarget, type Target } from '../target/resolve-target.js';
import { warehouseOf } from '../target/target-clients.js';
import type { Confirm } from '../terminal/confirm.js';
import { migrate, type MigrateOptions } from './migrate.js';

export interface MigrateRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty warehouse behind a real Data API. */
export interface MigrateBed {
  readonly aws: LocalAws;
  readonly warehouse: DataApi;
  run(options?: Partial<MigrateOptions>, asked?: Asked): Promise<MigrateRun>;
  /** So many at the same time; their exit codes. */
  together(count: number): Promise<readonly number[]>;
  rows(sql: string): Promise<readonly (readonly Value[])[]>;
  execute(...sqls: readonly string[]): Promise<void>;
  /** Statements of a name that run or wait for a lock, counted. */
  running(name: string): Promise<number>;
  /** Secrets that statements connected with so far; undefined is the caller's own credentials. */
  secrets(): Promise<ReadonlySet<string | undefined>>;
  close(): Promise<void>;
}

interface Asked {
  readonly confirm?: Confirm;
  readonly signal?: AbortSignal;
}

// As main.ts does.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const runtimeDirectory = join(root, 'tools', 'local-aws', 'runtime');

export async function startMigrateBed(): Promise<MigrateBed> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-migrate-'));
  const aws = await startLocalAws({
    dataDirectory,
    region: localRegion,
    accountId: '000000000000',
    runtimeDirectory,
  });
  const target: Target = await resolveTarget({ endpoint: aws.endpoint }, root, {});
  const warehouse = warehouseOf(target);
  const client = new RedshiftDataClient({
    endpoint: aws.endpoint,
    region: localRegion,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    aws,
    warehouse,
    run: async (options, asked) => {
      const { result: code, ...said } = await listening(() => runMigrate(target, options, asked));
      return { code, ...said };
    },
    together: async (count) => {
      const runs = () => Promise.all(Array.from({ length: count }, () => runMigrate(target, { yes: true })));
      return (await listening(runs)).result;
    },
    rows: async (sql) => (await warehouse.query(sql)).rows,
    execute: async (...sqls) => {
      for (const sql of sqls) await warehouse.query(sql);
    },
    running: async (StatementName) => {
      const list = new ListStatementsCommand({ StatementName, Status: 'STARTED' });
      return ((await client.send(list)).Statements ?? []).length;
    },
    secrets: async () => {
      const { Statements = [] } = await client.send(new ListStatementsCommand({ Status: 'ALL' }));
      return new Set(Statements.map(({ SecretArn }) => SecretArn));
    },
    close: async () => {
      client.destroy();
      await aws.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function runMigrate(
  target: Target,
  options: Partial<MigrateOptions> = {},
  { confirm, signal = new AbortController().signal }: Asked = {},
): Promise<number> {
  const interrupt = {
    signal,
    exitCode: () => (signal.aborted ? 130 : undefined),
    arrived: new Promise<void>(() => undefined),
  };
  const all = { dataset: [], grantTo: [], readOnlyTo: [], sql: false, json: false, yes: false, ...options };
  return migrate(all, () => Promise.resolve(target), interrupt, confirm);
}
