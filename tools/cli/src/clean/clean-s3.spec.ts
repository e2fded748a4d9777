import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { startLocalStack, type LocalStack } from '@sluice/local-stack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from '../run-cli.testing.js';
import { CleanRuns, outcomeOf, titles } from './clean-runs.testing.js';

const bucket = 'clean-here';
const counted = { read: 200, clean: 198, rejected: 2 };
let stack: LocalStack;
let home: CleanRuns;
let runs: CleanRuns;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = await CleanRuns.make();
  stack = await startLocalStack({
    workspaceRoot: root,
    dataDirectory: home.at('stack'),
    warn: () => undefined,
  });
  await stack.clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  env = {
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: stack.aws.endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
});
afterAll(async () => {
  await stack.close();
  await home.remove();
});
beforeEach(async () => {
  runs = await CleanRuns.make();
  await put('in.tsv', titles(200, 2));
});
afterEach(async () => {
  const Objects = (await keys()).map((Key) => ({ Key }));
  await stack.clients.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
  await runs.remove();
});

const put = (key: string, body: string) =>
  stack.clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
async function keys(): Promise<string[]> {
  const { Contents = [] } = await stack.clients.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = '' }) => Key);
}
async function textOf(key: string): Promise<string> {
  const { Body } = await stack.clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}
const pendingUploads = async () =>
  (await stack.clients.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];
const s3 = (key: string) => `s3://${bucket}/${key}`;
const clean = (...args: string[]) => runs.runHere([...args, '--json'], env);

describe('from S3 to S3', () => {
  it('one object, and its rejects beside it; nothing is left on the way', async () => {
    outcomeOf(await runs.run(['--in', s3('in.tsv'), '--out', s3('out/x.tsv'), '--json'], env));
    expect(await keys()).toEqual(['in.tsv', 'out/x.tsv', 'out/x.tsv.rejects.ndjson.gz']);
    const [header, ...rows] = (await textOf('in.tsv')).split('\n');
    expect((await textOf('out/x.tsv')) === [header, ...rows.slice(2)].join('\n')).toBe(true);
    expect(await pendingUploads()).toEqual([]);
    expect(await runs.names()).toEqual([]);
  });

  it('parts under a prefix, once', async () => {
    const args = ['--in', s3('in.tsv'), '--out', s3('out/'), '--out-format', 'ndjson'];
    expect(outcomeOf(await clean(...args))).toMatchObject(counted);
    expect(await keys()).toEqual(['in.tsv', 'out.rejects.ndjson.gz', 'out/part-00000.ndjson.gz']);
    const { code, stderr } = await clean(...args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `sluice: ${s3('out/')} holds objects already: name another prefix, or add --overwrite\n`,
    });
  });

  it('with --overwrite parts of an earlier run and rejects that are no longer true are gone', async () => {
    for (const key of ['out/part-00000.parquet', 'out/part-00004.csv', 'out/mine', 'out.rejects.ndjson.gz'])
      await put(key, 'earlier');
    await put('in.tsv', titles(10));
    outcomeOf(await clean('--in', s3('in.tsv'), '--out', s3('out/'), '--overwrite'));
    expect(await keys()).toEqual(['in.tsv', 'out/mine', 'out/part-00000.parquet']);
    expect((await textOf('out/part-00000.parquet')).slice(0, 4)).toBe('PAR1');
  });

  it('keys are taken as they are', async () => {
    const odd = 'a b/+%20ü?x=1&y#z;(1).tsv';
    await put(odd, titles(200, 2));
    expect(outcomeOf(await clean('--in', s3(odd), '--out', s3(`${odd}.out.tsv`)))).toMatchObject(counted);
    expect(await keys()).toContain(`${odd}.out.tsv`);
    expect(await keys()).toContain(`${odd}.out.tsv.rejects.ndjson.gz`);
  });

  it('rejects on disk, and the other way round', async () => {
    outcomeOf(await clean('--in', s3('in.tsv'), '--out', s3('x.tsv'), '--rejects', runs.at('why.ndjson')));
    expect(await runs.rejects('why.ndjson')).toHaveLength(2);
    outcomeOf(await clean('--in', s3('in.tsv'), '--out', runs.at('x.tsv'), '--rejects', s3('why.ndjson')));
    expect((await textOf('why.ndjson')).trimEnd().split('\n')).toHaveLength(2);
    expect(await runs.text('x.tsv')).toBe(await textOf('x.tsv'));
  });
});

describe('what fails leaves nothing at the output', () => {
  it.each([
    ['a missing object', s3('nope.tsv'), s3('x.tsv'), 4, /nope\.tsv does not exist: check bucket and key/],
    ['a missing bucket', 's3://nowhere-else/x.tsv', s3('x.tsv'), 4, /does not exist: check bucket and key/],
    ['no bucket to write to', s3('in.tsv'), 's3://nowhere-else/x.tsv', 4, /there is no such bucket/],
    ['no bucket for parts', s3('in.tsv'), 's3://nowhere-else/p/', 4, /there is no such bucket/],
    ['the input itself', s3('in.tsv'), s3('in.tsv'), 2, /--out is the input/],
    ['an input that is one of the parts', s3('p/part-00000.tsv'), s3('p/'), 2, /one of the parts/],
  ])('%s', async (_, from, to, exitCode, line) => {
    const { code, stdout, stderr } = await clean('--in', from, '--out', to);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toMatch(/^sluice: [^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect(await keys()).toEqual(['in.tsv']);
    expect(await pendingUploads()).toEqual([]);
    expect(await runs.names()).toEqual([]);
  });

  it('a bad file', async () => {
    await put('bad.tsv', titles(10, 9));
    const { code } = await clean('--in', s3('bad.tsv'), '--out', s3('x.tsv'));
    expect(code).toBe(3);
    expect(await keys()).toEqual(['bad.tsv', 'in.tsv']);
    expect(await pendingUploads()).toEqual([]);
  });

  it('an S3 that fails when the uploads are completed', async () => {
    const rule = stack.aws.faults.add({ service: 's3', operation: 'CompleteMultipartUpload', kind: 'error' });
    try {
      const args = ['--in', s3('in.tsv'), '--out', s3('x.tsv'), '--json'];
      const { code, stderr } = await runs.runHere(args, { ...env, AWS_MAX_ATTEMPTS: '1' });
      expect(code).toBe(4);
      expect(stderr).toMatch(/^sluice: [^\n]*CompleteMultipartUpload failed[^\n]*\n$/);
    } finally {
      stack.aws.faults.remove(rule);
    }
    expect(await keys()).toEqual(['in.tsv']);
    expect(await pendingUploads()).toEqual([]);
  });

  it('an interrupt while it uploads', async () => {
    const rule = stack.aws.faults.add({
      service: 's3',
      operation: 'UploadPart',
      kind: 'slow',
      delayMs: 60_000,
    });
    try {
      const { child, ended } = runs.start(['--in', s3('in.tsv'), '--out', s3('out/')], env);
      await vi.waitFor(async () => expect(await pendingUploads()).toHaveLength(1), { timeout: 15_000 });
      child.kill('SIGTERM');
      expect(await ended).toEqual({ code: 143, stdout: '', stderr: 'sluice: interrupted.\n' });
    } finally {
      stack.aws.faults.remove(rule);
    }
    expect(await keys()).toEqual(['in.tsv']);
    expect(await pendingUploads()).toEqual([]);
    expect(await runs.names()).toEqual([]);
  });
});
