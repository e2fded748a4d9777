import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PortInUseError } from './kernel/listener.js';
import { startLocalAws, type LocalAws } from './local-aws.js';
import { runtimeDirectory } from './processes/process-host.testing.js';

let directory: string;
let local: LocalAws;
const warnings: string[] = [];
const options = () => ({
  dataDirectory: join(directory, 'state'),
  region: 'eu-central-1',
  accountId: '000000000000',
  runtimeDirectory,
  waitScale: 60,
  warn: (message: string) => void warnings.push(message),
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-aws-'));
  local = await startLocalAws(options());
});
afterAll(async () => {
  await local.close();
  await rm(directory, { recursive: true, force: true });
});

it('speaks all services on one port', async () => {
  const response = await fetch(`${local.endpoint}/_local/health`);
  expect(await response.json()).toEqual({
    status: 'ok',
    services: ['sqs', 's3', 'sns', 'kinesis', 'monitoring', 'redshift-data', 'lambda'],
  });
});

it('injects faults and logs requests, in process', async () => {
  const client = new S3Client({
    endpoint: local.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  await client.send(new CreateBucketCommand({ Bucket: 'landing' }));
  const put = () => client.send(new PutObjectCommand({ Bucket: 'landing', Key: 'in/k', Body: 'x' }));
  const id = local.faults.add({
    service: 's3',
    operation: 'PutObject',
    resource: 'landing/in/',
    kind: 'error',
    code: 'SlowDown',
    status: 503,
  });
  await expect(put()).rejects.toMatchObject({ name: 'SlowDown' });
  local.faults.remove(id);
  await put();
  expect(
    local.requests.list().map(({ operation, resource, status }) => [operation, resource, status]),
  ).toEqual([
    ['CreateBucket', 'landing', 200],
    ['PutObject', 'landing/in/k', 503],
    ['PutObject', 'landing/in/k', 200],
  ]);
  client.destroy();
});

it('refuses a port in use before it touches the data', async () => {
  await expect(startLocalAws({ ...options(), port: local.port })).rejects.toBeInstanceOf(PortInUseError);
  expect(warnings).toEqual([]);
});

it('starts again on the same data, once closed', async () => {
  await local.close();
  local = await startLocalAws(options());
  expect(await local.s3.locate('landing', 'in/k')).toMatchObject({ sizeBytes: 1 });
});
