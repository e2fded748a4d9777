import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws, type LocalAws } from '@sluice/local-aws';
import { createDataApi, type DataApi } from '@sluice/redshift-data-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClients, type Clients } from '../clients.js';
import { localAccountId, localRegion, type StackContext } from '../stack-context.js';
import { provisionWarehouse } from './warehouse.js';

let dataDirectory: string;
let aws: LocalAws;
let clients: Clients;
let warehouse: DataApi;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-provision-'));
  aws = await startLocalAws({
    dataDirectory,
    region: localRegion,
    accountId: localAccountId,
    runtimeDirectory: join(import.meta.dirname, '..', '..', '..', 'local-aws', 'runtime'),
  });
  clients = createClients(aws.endpoint);
  warehouse = createDataApi({
    client: clients.redshiftData,
    warehouse: { workgroupName: 'sluice' },
    database: 'sluice',
  });
});
afterEach(async () => {
  clients.destroy();
  await aws.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

const provision = () => provisionWarehouse({ warehouse } as StackContext);
const execute = (sql: string) => warehouse.query(sql);

it('gives the tables that an earlier run left what they lack, with their rows', async () => {
  await provision();
  await execute('ALTER TABLE sluice.unrouted__rejects DROP COLUMN settled_load_id');
  await execute(
    `INSERT INTO sluice.unrouted__rejects (_record_id, _arrived_at, _load_id, source_id, state, reason, rule)
     VALUES ('r', '2026-01-01', 'l', 's', 'quarantined', 'x', 'y')`,
  );
  await provision();
  const { rows } = await execute('SELECT dataset, _record_id, settled_load_id FROM sluice.rejects');
  expect(rows).toEqual([['unrouted', 'r', null]]);
});

it('says which table does not fit, and what to do', async () => {
  await execute('CREATE SCHEMA imdb');
  await execute('CREATE TABLE imdb.title_ratings__lock (held INTEGER)');
  await expect(provision()).rejects.toThrow(
    /does not fit the contracts: remove its folder, or choose another with --dir: imdb\.title_ratings__lock\.held is INTEGER/,
  );
});
