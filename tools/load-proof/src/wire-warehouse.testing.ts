import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListStatementsCommand, RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Dataset } from '@sluice/contracts';
import { startLocalAws, type LocalAws } from '@sluice/local-aws';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import { createDataApi, type DataApi } from '@sluice/redshift-data-api';
import { quoteLiteral } from '@sluice/redshift-loading';
import { expect, vi } from 'vitest';
import { createTables } from './create-tables.testing.js';
import { stagingBucket } from './staging.testing.js';

/** The embedded AWS, and loaders that reach it through the SDK's own clients. */
export interface WireWarehouse {
  readonly aws: LocalAws;
  readonly objects: ObjectStore;
  /** For questions; never of a load. */
  readonly warehouse: DataApi;
  /**
   * What a loader's process has of its own. Whatever batch it runs for a load also notes, in the same transaction, which
   * place that load has among those that committed.
   * @param maxAttempts of the SDK: 1 leaves every lost answer to the caller
   */
  loader(dataset: Dataset, loadId: string, maxAttempts: number): DataApi;
  /** Load ids in the order in which their transactions committed, each with its first that did. */
  commitOrder(dataset: Dataset): Promise<readonly string[]>;
  /** Resolves when no statement runs any more. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

const connection = { warehouse: { workgroupName: 'proof' }, database: 'sluice', pollMaxMilliseconds: 20 };

export async function startWireWarehouse(datasets: readonly Dataset[]): Promise<WireWarehouse> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-load-proof-'));
  const aws = await startLocalAws({
    dataDirectory,
    region: 'eu-west-1',
    accountId: '000000000000',
    runtimeDirectory: join(import.meta.dirname, '..', '..', 'local-aws', 'runtime'),
  });
  const settings = {
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'proof', secretAccessKey: 'local' },
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: stagingBucket }));
  const clients = new Map<number, RedshiftDataClient>();
  const clientOf = (maxAttempts: number): RedshiftDataClient => {
    const client = clients.get(maxAttempts) ?? new RedshiftDataClient({ ...settings, maxAttempts });
    clients.set(maxAttempts, client);
    return client;
  };
  const warehouse = createDataApi({ ...connection, client: clientOf(3) });
  await createTables(warehouse, datasets);
  await warehouse.runBatch(
    datasets.map((dataset) => `CREATE TABLE ${commitsOf(dataset)} (place BIGINT, load_id VARCHAR(64))`),
    { timeoutSeconds: 60 },
  );

  return {
    aws,
    objects: createObjectStore(s3),
    warehouse,
    loader: (dataset, loadId, maxAttempts) => {
      const dataApi = createDataApi({ ...connection, client: clientOf(maxAttempts) });
      const commits = commitsOf(dataset);
      const note = `INSERT INTO ${commits} SELECT COUNT(*), ${quoteLiteral(loadId)} FROM ${commits}`;
      return { ...dataApi, runBatch: (sqls, options) => dataApi.runBatch([...sqls, note], options) };
    },
    commitOrder: async (dataset) => {
      const { rows } = await warehouse.query(
        `SELECT place, load_id FROM ${commitsOf(dataset)} ORDER BY place`,
      );
      // Loads that follow each other never find the same number before them.
      expect(rows.map(([place]) => Number(place))).toEqual(rows.map((_, index) => index));
      return [...new Set(rows.map(([, loadId]) => String(loadId)))];
    },
    quiet: () =>
      vi.waitFor(
        async () => {
          const { Statements = [] } = await clientOf(3).send(
            new ListStatementsCommand({ Status: 'STARTED', RoleLevel: true }),
          );
          expect(Statements).toEqual([]);
        },
        { timeout: 45_000, interval: 5 },
      ),
    close: async () => {
      for (const client of [s3, ...clients.values()]) client.destroy();
      await aws.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

const commitsOf = ({ table }: Dataset): string => `${table.schema}.${table.name}__commits`;
