import type { LoggedRequest } from '@sluice/local-aws';
import { readTopology } from '@sluice/local-stack';
import { resourceNames } from '@sluice/topology';
import { describe, expect, it } from 'vitest';
import { workspaceRoot } from '../../terraform/workspace-root.js';
import { rightsOf } from './call-of-request.js';
import { CallRecorder } from './call-recorder.js';
import { operationRights } from './operation-actions.js';

const names = resourceNames(await readTopology(workspaceRoot), 'local');

const request = (change: Partial<LoggedRequest>): LoggedRequest => ({
  at: '',
  requestId: 'r',
  method: 'POST',
  service: 's3',
  caller: 'c',
  status: 200,
  durationMs: 1,
  ...change,
});

const rights = (change: Partial<LoggedRequest>): readonly string[] =>
  rightsOf(request(change), names).map(({ action, resource, context = {} }) =>
    [action, resource, ...Object.values(context)].join(' '),
  );

const object = (bucket: string, key: string, operation: string, more: Partial<LoggedRequest> = {}) =>
  rights({ operation, resource: `${bucket}/${key}`, ...more });

describe('rights of a request', () => {
  it('are on the folder that a key stands in, and on all of the landing bucket', () => {
    const staged = object(names.stagingBucket, 'loads/title-basics/1/rows/0.parquet', 'PutObject');
    expect(staged).toContain('s3:PutObject arn:{partition}:s3:::{stagingBucket}/loads/*');
    const landed = object(names.landingBucket, 'title-basics/a.tsv', 'GetObject', {
      details: { versionId: 'v' },
    });
    expect(landed).toContain('s3:GetObjectVersion arn:{partition}:s3:::{landingBucket}/*');
    expect(landed.join()).not.toContain('s3:GetObject ');
    const given = object(names.quarantineBucket, 'aws/lambda/u/shard/2026/x', 'GetObject');
    expect(given).toContain('s3:GetObject arn:{partition}:s3:::{quarantineBucket}/aws/lambda/*');
  });

  it('include the key behind the service', () => {
    expect(object(names.stagingBucket, 'loads/1', 'UploadPart')).toEqual([
      's3:PutObject arn:{partition}:s3:::{stagingBucket}/loads/*',
      'kms:Decrypt {keyArn} s3.{region}.amazonaws.com',
      'kms:GenerateDataKey {keyArn} s3.{region}.amazonaws.com',
    ]);
  });

  it('include the list where what is asked for is missing, whatever the prefix', () => {
    expect(object(names.stagingBucket, 'claims/1', 'HeadObject', { status: 404 })).toEqual([
      's3:GetObject arn:{partition}:s3:::{stagingBucket}/claims/*',
      's3:ListBucket arn:{partition}:s3:::{stagingBucket} ',
    ]);
  });

  it('are those of the prefix that is listed', () => {
    const listed = { operation: 'ListObjectsV2', resource: names.quarantineBucket };
    expect(rights({ ...listed, details: { prefix: 'attempts/abc/' } })).toEqual([
      's3:ListBucket arn:{partition}:s3:::{quarantineBucket} attempts/*',
    ]);
    expect(rights(listed)).toEqual(['s3:ListBucket arn:{partition}:s3:::{quarantineBucket} ']);
  });

  it('of a move are on both queues', () => {
    const arn = (queue: string) => `arn:aws:sqs:eu-west-1:000000000000:${queue}`;
    const moved = rights({
      service: 'sqs',
      operation: 'StartMessageMoveTask',
      resource: arn(names.queues.filesDlq),
      details: { DestinationArn: arn(names.queues.files) },
    });
    expect(moved).toContain('sqs:ReceiveMessage arn:{partition}:sqs:{region}:{account}:{queues.filesDlq}');
    expect(moved).toContain('sqs:SendMessage arn:{partition}:sqs:{region}:{account}:{queues.files}');
  });

  it('on statements are on the workgroup, or on no resource', () => {
    const run = { service: 'redshift-data', operation: 'BatchExecuteStatement', resource: 'sluice load x' };
    expect(rights({ ...run, details: { WorkgroupName: names.workgroup } })).toEqual([
      'redshift-data:BatchExecuteStatement {workgroupArn}',
      'redshift-serverless:GetCredentials {workgroupArn}',
    ]);
    expect(() => rights({ ...run, details: { WorkgroupName: 'another' } })).toThrow(/another/);
    expect(rights({ ...run, operation: 'CancelStatement', resource: 'id' })).toEqual([
      'redshift-data:CancelStatement *',
    ]);
  });

  it('of what is not known are an error, not none', () => {
    expect(() => rights({ operation: 'CopyObject', resource: 'a/b' })).toThrow(/s3 CopyObject/);
    expect(() => object('somebody-elses', 'k', 'GetObject')).toThrow(/somebody-elses/);
  });

  it('all have a source', () => {
    for (const { source } of Object.values(operationRights))
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});

describe('a recording', () => {
  const record = (...requests: readonly LoggedRequest[]) => {
    let told: (request: LoggedRequest) => void = () => undefined;
    const log = {
      list: () => [],
      clear: () => undefined,
      follow: (follower: typeof told) => ((told = follower), () => undefined),
    };
    const recorder = new CallRecorder(log, names);
    requests.forEach((each) => told(each));
    return recorder;
  };
  const send = (caller: string) =>
    request({
      service: 'sqs',
      operation: 'SendMessage',
      resource: `http://127.0.0.1:1/000000000000/${names.queues.parked}`,
      caller,
    });

  it('has each right once, by workload, and nothing of who is none', () => {
    const processor = `ecs-${names.processor}`;
    const calls = record(send(processor), send(processor), send('local-stack')).stop();
    expect(calls.processor.map(({ action }) => action)).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'sqs:SendMessage',
    ]);
    expect(Object.values({ ...calls, processor: [] }).flat()).toEqual([]);
  });

  it('has the commands of who gave them', () => {
    const recorder = record(send('sluice-cli'));
    expect(recorder.stop()).toMatchObject({ producer: [], operator: [{}, {}, {}] });
  });

  it('fails for what it does not know', () => {
    const odd = { ...send(`ecs-${names.processor}`), operation: 'PurgeQueue' };
    expect(() => record(odd).stop()).toThrow(/PurgeQueue/);
  });
});
