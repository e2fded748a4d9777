import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClients, destroyClients, type Clients } from '../create-clients.js';
import type { Target, Warehouse } from '../target.js';
import { checkWarehouse } from '../targets/check-warehouse.js';
import { localTarget } from '../targets/local-target.js';
import { startEmbeddedAws, type EmbeddedAws } from '../targets/start-embedded-aws.js';
import { sweep } from '../targets/sweep.js';
import { runStatements } from '../targets/statements.js';
import { startServer } from './account-server.testing.js';

let local: EmbeddedAws;
let clients: Clients;

const targetAt = (endpoint: string, warehouse: Partial<Warehouse> = {}): Target => ({
  ...localTarget,
  name: 'endpoint',
  endpoint,
  waitScale: 1,
  patienceMs: 10_000,
  gapPatienceMs: 10_000,
  warehouse: { ...localTarget.warehouse, ...warehouse },
});

beforeAll(async () => {
  local = await startEmbeddedAws(1);
  clients = createClients(targetAt(local.endpoint));
  await clients.s3.send(
    new CreateBucketCommand({
      Bucket: 'staging',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
});

afterAll(async () => {
  destroyClients(clients);
  await local.close();
});

const staged = async () => (await clients.s3.send(new ListObjectsV2Command({ Bucket: 'staging' }))).KeyCount;

describe('the warehouse that is asked', () => {
  it('runs statements and reads the bucket; nothing is left of the question', async () => {
    await checkWarehouse(clients, targetAt(local.endpoint, { stagingBucket: 'staging' }));
    expect(await staged()).toBe(0);
  });

  it('is not there', async () => {
    const endpoint = await startServer(() => ({
      status: 400,
      body: JSON.stringify({
        __type: 'ValidationException',
        message: "Redshift endpoint doesn't exist in this region.",
      }),
    }));
    const target = targetAt(endpoint, { workgroupName: 'absent' });
    const elsewhere = createClients(target);
    const check = checkWarehouse(elsewhere, target).finally(() => destroyClients(elsewhere));
    await expect(check).rejects.toMatchObject({
      name: 'UnreachableError',
      message:
        "workgroup absent, database dev: ValidationException: Redshift endpoint doesn't exist in this region.",
    });
  });

  it('has no such bucket', async () => {
    const check = checkWarehouse(clients, targetAt(local.endpoint, { stagingBucket: 'absent-bucket' }));
    await expect(check).rejects.toMatchObject({
      name: 'UnreachableError',
      message: expect.stringMatching(/^bucket absent-bucket: NoSuchBucket/),
    });
  });

  it('may not read the bucket', async () => {
    const warehouse = { stagingBucket: 'staging', copyRole: 'no role' };
    await expect(checkWarehouse(clients, targetAt(local.endpoint, warehouse))).rejects.toMatchObject({
      name: 'UnreachableError',
      message: expect.stringMatching(/^COPY from bucket staging with role no role: ERROR/),
    });
    expect(await staged()).toBe(0);
  });

  it('is swept of schemas, users and staged objects of the prefix alone', async () => {
    const target = targetAt(local.endpoint, { stagingBucket: 'staging' });
    const plain = target.prefix.replaceAll('-', '_');
    const run = (...sqls: string[]) => runStatements(clients.redshiftData, target.warehouse, ...sqls);
    await run(
      `CREATE SCHEMA ${plain}left`,
      `CREATE TABLE ${plain}left.t (n INTEGER)`,
      'CREATE SCHEMA kept',
      `CREATE USER "IAMR:${target.prefix}left" PASSWORD DISABLE`,
    );
    await checkWarehouse(clients, target);
    expect(await sweep(target, { warehouse: true, rest: false })).toEqual([
      `schema ${plain}left`,
      expect.stringMatching(new RegExp(`^user iamr:${target.prefix}left$`, 'i')),
    ]);
    expect(await run('SELECT nspname FROM pg_namespace')).toContain('kept');
    expect(await sweep(target, { warehouse: true, rest: false })).toEqual([]);
  });
});
