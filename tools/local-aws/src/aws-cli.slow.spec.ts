import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalAws, type LocalAws } from './local-aws.js';
import { runtimeDirectory } from './processes/process-host.testing.js';

const found = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const hasCli = found.status === 0;
if (!hasCli) process.stderr.write('SKIPPED: no `aws` on PATH, so nothing shows that the CLI works here.\n');

const run = promisify(execFile);
let local: LocalAws;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-aws-cli-'));
  local = await startLocalAws({
    dataDirectory: join(directory, 'state'),
    region: 'eu-central-1',
    accountId: '000000000000',
    runtimeDirectory,
    waitScale: 60,
  });
});
afterAll(async () => {
  await local.close();
  await rm(directory, { recursive: true, force: true });
});

const aws = async (...args: string[]): Promise<string> => {
  const { stdout } = await run('aws', ['--endpoint-url', local.endpoint, '--output', 'json', ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      AWS_ACCESS_KEY_ID: 'cli',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: 'eu-central-1',
    },
  });
  return stdout;
};

describe.skipIf(!hasCli)('the aws command', () => {
  it('moves files to and from S3, large ones in parts', { timeout: 60_000 }, async () => {
    const small = join(directory, 'a b+ü.tsv');
    const large = join(directory, 'large.bin');
    const bytes = Buffer.alloc(9 * 1024 * 1024, 'sluice');
    await writeFile(small, 'tconst\n');
    await writeFile(large, bytes);
    await aws('s3', 'mb', 's3://landing');
    await aws('s3', 'cp', small, 's3://landing/in/');
    await aws('s3', 'cp', large, 's3://landing/in/');
    expect(await aws('s3', 'ls', 's3://landing/in/')).toContain('a b+ü.tsv');
    const back = join(directory, 'back.bin');
    await aws('s3', 'cp', 's3://landing/in/large.bin', back);
    expect((await readFile(back)).equals(bytes)).toBe(true);
    await aws('s3', 'rm', '--recursive', 's3://landing/in/');
    expect(await aws('s3', 'ls', 's3://landing')).toBe('');
  });

  it('sends and receives', { timeout: 60_000 }, async () => {
    const { QueueUrl } = JSON.parse(await aws('sqs', 'create-queue', '--queue-name', 'q')) as {
      QueueUrl: string;
    };
    await aws('sqs', 'send-message', '--queue-url', QueueUrl, '--message-body', 'grüße');
    const received = JSON.parse(await aws('sqs', 'receive-message', '--queue-url', QueueUrl)) as unknown;
    expect(received).toMatchObject({ Messages: [{ Body: 'grüße' }] });
    const missing = aws('sqs', 'get-queue-url', '--queue-name', 'absent');
    await expect(missing).rejects.toMatchObject({ stderr: expect.stringContaining('NonExistentQueue') });
  });

  it('publishes', { timeout: 60_000 }, async () => {
    const { TopicArn } = JSON.parse(await aws('sns', 'create-topic', '--name', 't')) as { TopicArn: string };
    const published = JSON.parse(
      await aws('sns', 'publish', '--topic-arn', TopicArn, '--message', 'm'),
    ) as unknown;
    expect(published).toMatchObject({ MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('asks the other services', { timeout: 60_000 }, async () => {
    const warehouse = ['--workgroup-name', 'loader', '--database', 'dev', '--sql', 'SELECT 42'];
    const missing = aws('lambda', 'get-function', '--function-name', 'absent');
    const [streams, alarms, statement] = await Promise.all([
      aws('kinesis', 'list-streams'),
      aws('cloudwatch', 'describe-alarms'),
      aws('redshift-data', 'execute-statement', ...warehouse),
      expect(missing).rejects.toMatchObject({ stderr: expect.stringContaining('ResourceNotFound') }),
    ]);
    expect([JSON.parse(streams), JSON.parse(alarms), JSON.parse(statement)]).toMatchObject([
      { StreamNames: [] },
      { MetricAlarms: [] },
      { Id: expect.stringMatching(/^[0-9a-f-]{36}$/), WorkgroupName: 'loader' },
    ]);
  });
});
