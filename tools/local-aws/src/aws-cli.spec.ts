import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstance, type TestInstance } from './kernel/instance.testing.js';
import { createS3 } from './s3/s3.js';
import { createSns } from './sns/sns.js';
import { createSqs } from './sqs/sqs.js';

const found = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const hasCli = found.status === 0;
if (!hasCli) process.stderr.write('SKIPPED: no `aws` on PATH, so nothing shows that the CLI works here.\n');

const run = promisify(execFile);
let local: TestInstance;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-aws-cli-'));
  local = await startInstance((instance) => {
    const queues = createSqs(instance);
    const targets = { queues, functions: { invokeEvent: async () => undefined } };
    return [queues, createS3(instance, targets), createSns(instance, targets)];
  });
});
afterAll(async () => {
  await local.stop();
  await rm(directory, { recursive: true, force: true });
});

const aws = async (...args: string[]): Promise<string> => {
  const { stdout } = await run(
    'aws',
    ['--endpoint-url', local.listener.endpoint, '--output', 'json', ...args],
    {
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        AWS_ACCESS_KEY_ID: 'cli',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_DEFAULT_REGION: 'eu-central-1',
      },
    },
  );
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
});
