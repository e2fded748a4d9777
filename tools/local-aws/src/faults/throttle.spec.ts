import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { KinesisClient, ListShardsCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListStatementsCommand, RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import type { AwsResponse, AwsService, ServiceName, WireProtocol } from '../kernel/service.js';

/** The least that each client takes for a success. */
const answers: Readonly<Record<WireProtocol, AwsResponse>> = {
  json: { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' },
  'rest-json': { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' },
  query: { status: 200, body: '<ListTopicsResponse><ListTopicsResult/></ListTopicsResponse>' },
  'rest-xml': { status: 200, body: '<ListAllMyBucketsResult/>' },
};

const protocols: Readonly<Record<ServiceName, WireProtocol>> = {
  s3: 'rest-xml',
  sqs: 'json',
  sns: 'query',
  kinesis: 'json',
  monitoring: 'json',
  'redshift-data': 'json',
  lambda: 'rest-json',
  ecs: 'json',
};

const service = (name: ServiceName): AwsService => ({
  name,
  protocol: protocols[name],
  handle: async (request) => {
    await request.readBody();
    return answers[protocols[name]];
  },
  close: async () => undefined,
});

let local: TestInstance;
beforeAll(async () => {
  local = await startInstance(() => (Object.keys(protocols) as ServiceName[]).map(service));
});
beforeEach(() => local.faults.clear());
afterAll(() => local.stop());

type Settings = ReturnType<typeof settings>;
const settings = () => {
  const { endpoint, region, credentials } = local.client;
  return { endpoint, region, credentials };
};

interface Case {
  readonly service: ServiceName;
  readonly code: string;
  readonly status: number;
  /** By a client that nothing was said to about retries, unless `more` says it. */
  call(more?: object): Promise<unknown>;
}

const call =
  <C extends { destroy(): void }>(create: (config: Settings) => C, use: (client: C) => Promise<unknown>) =>
  async (more: object = {}) => {
    const client = create({ ...settings(), ...more });
    return use(client).finally(() => client.destroy());
  };

const putRecord = () => new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: Buffer.from('r') });

const cases: readonly Case[] = [
  {
    service: 's3',
    code: 'SlowDown',
    status: 503,
    call: call(
      (config) => new S3Client({ ...config, forcePathStyle: true }),
      (s3) => s3.send(new ListBucketsCommand()),
    ),
  },
  {
    service: 'sqs',
    code: 'RequestThrottled',
    status: 403,
    call: call(
      (config) => new SQSClient(config),
      (sqs) => sqs.send(new ListQueuesCommand()),
    ),
  },
  {
    service: 'sns',
    code: 'ThrottlingException',
    status: 400,
    call: call(
      (config) => new SNSClient(config),
      (sns) => sns.send(new ListTopicsCommand()),
    ),
  },
  {
    service: 'kinesis',
    code: 'ProvisionedThroughputExceededException',
    status: 400,
    call: call(
      (config) => new KinesisClient(config),
      (kinesis) => kinesis.send(putRecord()),
    ),
  },
  {
    service: 'kinesis',
    code: 'LimitExceededException',
    status: 400,
    call: call(
      (config) => new KinesisClient(config),
      (kinesis) => kinesis.send(new ListShardsCommand({ StreamName: 's' })),
    ),
  },
  {
    service: 'monitoring',
    code: 'ThrottlingException',
    status: 400,
    call: call(
      (config) => new CloudWatchClient(config),
      (cloudWatch) => cloudWatch.send(new ListMetricsCommand()),
    ),
  },
  {
    service: 'redshift-data',
    code: 'ThrottlingException',
    status: 400,
    call: call(
      (config) => new RedshiftDataClient(config),
      (data) => data.send(new ListStatementsCommand()),
    ),
  },
  {
    service: 'lambda',
    code: 'TooManyRequestsException',
    status: 429,
    call: call(
      (config) => new LambdaClient(config),
      (lambda) => lambda.send(new GetFunctionCommand({ FunctionName: 'f' })),
    ),
  },
  {
    service: 'ecs',
    code: 'ThrottlingException',
    status: 400,
    call: call(
      (config) => new ECSClient(config),
      (ecs) => ecs.send(new ListTasksCommand()),
    ),
  },
];

describe('throttling', () => {
  it.each(cases)('of $service is $code with $status', async (each) => {
    local.faults.add({ service: each.service, kind: 'throttle' });
    const error: unknown = await each.call({ maxAttempts: 1 }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: each.code, $metadata: { httpStatusCode: each.status } });
  });

  it.each(cases)('of $service ($code) is throttling to the SDK', async (each) => {
    local.faults.add({ service: each.service, kind: 'throttle', times: 1 });
    const types: string[] = [];
    const token = { getRetryCount: () => types.length, getRetryDelay: () => 0 };
    const retryStrategy = {
      acquireInitialRetryToken: async () => token,
      refreshRetryTokenForRetry: async (_: unknown, { errorType }: { errorType: string }) => {
        types.push(errorType);
        return token;
      },
      recordSuccess: () => undefined,
    };
    await each.call({ retryStrategy });
    expect(types).toEqual(['THROTTLING']);
  });

  it('is retried by every client as it comes', async () => {
    for (const name of Object.keys(protocols))
      local.faults.add({ service: name, kind: 'throttle', times: 1 });
    await Promise.all(cases.map((each) => each.call()));
    expect(local.faults.list().map(({ struck }) => struck)).toEqual(Object.keys(protocols).map(() => 1));
  });

  it('of SQS has the code of the query protocol in its header', async () => {
    local.faults.add({ service: 'sqs', kind: 'throttle' });
    const response = await fetch(local.listener.endpoint, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=a/20261123/eu-central-1/sqs/aws4_request',
        'x-amz-target': 'AmazonSQS.ListQueues',
      },
      body: '{}',
    });
    expect(response.headers.get('x-amzn-query-error')).toBe('RequestThrottled;Sender');
  });
});

describe('a connection dropped after the effect', () => {
  // Kinesis's client speaks HTTP/2, all others HTTP/1.1.
  it.each(cases)('is retried by the client of $service ($code)', async (each) => {
    local.faults.add({ service: each.service, kind: 'drop-after', times: 1 });
    const before = local.listener.requests.list().length;
    await each.call();
    const statuses = local.listener.requests
      .list()
      .slice(before)
      .map(({ status }) => status);
    expect(statuses).toEqual([0, 200]);
  });
});
