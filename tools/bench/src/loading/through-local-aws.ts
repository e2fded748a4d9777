import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Dataset } from '@sluice/contracts';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import { createDataApi, runLoad, type DataApi } from '@sluice/redshift-data-api';
import { expectedTables, quoteLiteral, quoteTable, rowsLayout } from '@sluice/redshift-loading';
import { startServer } from '../local-aws/server-process.js';
import { projectFolder } from '../project-folder.js';
import type { StagedCase } from './bench-loading.js';
import type { MeasuredLoad } from './load-in-duckdb.js';
import type { Delivery, LoadingCase } from './loading-cases.js';
import { loadRequest, type StagedDelivery } from './staged-delivery.js';

const bucket = 'staging';

export interface RemoteRuns {
  readonly loads: readonly Omit<MeasuredLoad, 'commands'>[];
  /** A plain COPY of the same objects into a table of the same columns. */
  readonly copyMs: readonly number[];
}

export interface BenchedLocalAws {
  /**
   * The case as users of the embedded AWS meet it, over the Data API with real staged objects; what is staged before
   * is not measured. Each round begins with tables of its own.
   */
  measure(each: LoadingCase, staged: StagedCase, rounds: number): Promise<RemoteRuns>;
  close(): Promise<void>;
}

export async function startBenchedLocalAws(): Promise<BenchedLocalAws> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-bench-local-aws-'));
  const runtimeDirectory = join(projectFolder(), '..', 'local-aws', 'runtime');
  const server = await startServer('server', [directory, runtimeDirectory]);
  const settings = {
    endpoint: server.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'local' },
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const client = new RedshiftDataClient(settings);
  const warehouse = createDataApi({ client, warehouse: { workgroupName: 'bench' }, database: 'sluice' });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const store = createObjectStore(s3);
  return {
    measure: async (each, staged, rounds) => {
      const runs = { loads: [] as Omit<MeasuredLoad, 'commands'>[], copyMs: [] as number[] };
      for (let round = 0; round < rounds; round++) {
        await createEmptyTables(each.dataset, warehouse);
        if (each.standing && staged.standing)
          await load(each, each.standing, staged.standing, `before-${round}`, store, warehouse);
        const copy = async () =>
          void runs.copyMs.push(await copyPlainly(each.dataset, staged.delivery, store, warehouse));
        const measured = async () =>
          void runs.loads.push(
            await load(each, each.delivery, staged.delivery, `measured-${round}`, store, warehouse),
          );
        // Who comes first gains or loses by it: they take turns.
        for (const turn of round % 2 === 0 ? [copy, measured] : [measured, copy]) await turn();
      }
      return runs;
    },
    close: async () => {
      s3.destroy();
      client.destroy();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const plainTable = ({ table }: Dataset): string => quoteTable({ schema: table.schema, name: 'plain' });

async function createEmptyTables(dataset: Dataset, warehouse: DataApi): Promise<void> {
  const tables = expectedTables(dataset);
  const columns = rowsLayout(dataset).map(({ name, stageType }) => `"${name}" ${stageType}`);
  await warehouse.runBatch(
    [
      `CREATE SCHEMA IF NOT EXISTS "${dataset.table.schema}"`,
      ...[...tables.map(({ table }) => quoteTable(table)), plainTable(dataset)].map(
        (table) => `DROP TABLE IF EXISTS ${table}`,
      ),
      ...tables.map(({ createSql }) => createSql),
      `CREATE TABLE ${plainTable(dataset)} (${columns.join(', ')})`,
    ],
    { timeoutSeconds: 60 },
  );
}

async function load(
  each: LoadingCase,
  delivery: Delivery,
  staged: StagedDelivery,
  loadId: string,
  store: ObjectStore,
  warehouse: DataApi,
): Promise<Omit<MeasuredLoad, 'commands'>> {
  const uris = {
    sourcesManifestUri: await upload(store, `${loadId}/sources`, staged.sourcesPath),
    rowsManifestUri: await upload(store, `${loadId}/rows`, staged.rowsPath),
  };
  const startedAt = performance.now();
  const ledger = await runLoad(warehouse, loadRequest(each, delivery, uris, loadId));
  const ms = performance.now() - startedAt;
  const sum = (figure: (row: (typeof ledger)[number]) => number) =>
    ledger.reduce((total, row) => total + figure(row), 0);
  return { ms, loaded: sum((row) => row.loaded), deduplicated: sum((row) => row.deduplicated) };
}

async function copyPlainly(
  dataset: Dataset,
  staged: StagedDelivery,
  store: ObjectStore,
  warehouse: DataApi,
): Promise<number> {
  const manifest = await upload(store, 'plain/rows', staged.rowsPath);
  const startedAt = performance.now();
  await warehouse.runBatch(
    [
      `COPY ${plainTable(dataset)} FROM ${quoteLiteral(manifest)} IAM_ROLE default FORMAT AS PARQUET MANIFEST`,
      `SELECT COUNT(*) FROM ${plainTable(dataset)}`,
    ],
    { timeoutSeconds: 600 },
  );
  return performance.now() - startedAt;
}

/** Returns the URI of a manifest of the one object. */
async function upload(store: ObjectStore, key: string, path: string): Promise<string> {
  const { size } = await stat(path);
  await store.upload({ bucket, key: `${key}.parquet` }, { path });
  const entries = [{ url: `s3://${bucket}/${key}.parquet`, mandatory: true, meta: { content_length: size } }];
  await store.upload({ bucket, key: `${key}.manifest` }, { body: JSON.stringify({ entries }) });
  return `s3://${bucket}/${key}.manifest`;
}
