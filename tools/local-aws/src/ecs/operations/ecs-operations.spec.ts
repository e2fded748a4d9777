import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  clientOf,
  collectingPorts,
  runtimeDirectory,
  testInstance,
  type TestInstance,
} from '../../processes/process-host.testing.js';
import { createEcs, type ServiceHandle } from '../ecs.js';

const cluster = 'sluice';
const arn = (what: string) => `arn:aws:ecs:eu-west-1:000000000000:${what}`;

let instance: TestInstance;
let client: ECSClient;
let service: ServiceHandle;

beforeAll(async () => {
  instance = await testInstance();
  const ecs = instance.serve(await createEcs(instance, collectingPorts(), { runtimeDirectory }));
  client = new ECSClient({ ...clientOf(instance), maxAttempts: 1 });
  service = ecs.runService({
    name: 'processor',
    cluster,
    bundlePath: await instance.bundle('task.cjs', 'setInterval(() => {}, 1000);'),
    environment: {},
    desiredCount: 2,
    // Nothing is started in place of what the tests end.
    restartPauseSeconds: { first: 6_000, max: 6_000 },
  });
  await eventually(() => expect(service.tasks().filter(({ pid }) => pid !== undefined)).toHaveLength(2));
});
afterAll(async () => {
  client.destroy();
  await instance.close();
});

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8_000, interval: 20 });
const described = async (name = 'processor') => {
  const { services } = await client.send(new DescribeServicesCommand({ cluster, services: [name] }));
  return services?.[0];
};
const list = async (more: Partial<ConstructorParameters<typeof ListTasksCommand>[0]> = {}) =>
  client.send(new ListTasksCommand({ cluster, ...more }));
const tasks = async (...names: readonly string[]) =>
  client.send(new DescribeTasksCommand({ cluster, tasks: [...names] }));

describe('what runs', () => {
  it('is told by service, by name or ARN, with one deployment', async () => {
    const serviceArn = arn('service/sluice/processor');
    const counts = { desiredCount: 2, runningCount: 2, pendingCount: 0 };
    const expected = {
      serviceArn,
      serviceName: 'processor',
      clusterArn: arn('cluster/sluice'),
      status: 'ACTIVE',
      launchType: 'FARGATE',
      ...counts,
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', ...counts }],
    };
    expect(await described()).toMatchObject(expected);
    expect(await described(serviceArn)).toMatchObject(expected);
    expect(instance.listener.requests.list().at(-1)).toMatchObject({
      service: 'ecs',
      operation: 'DescribeServices',
      resource: cluster,
    });
  });

  it('is told by cluster', async () => {
    const { clusters, failures } = await client.send(
      new DescribeClustersCommand({ clusters: [arn('cluster/sluice'), 'nobody'] }),
    );
    expect(clusters).toMatchObject([
      { clusterName: cluster, status: 'ACTIVE', runningTasksCount: 2, activeServicesCount: 1 },
    ]);
    expect(failures).toEqual([{ arn: arn('cluster/nobody'), reason: 'MISSING' }]);
  });

  it('is listed, in pages, and told by task', async () => {
    const first = await list({ serviceName: 'processor', maxResults: 1 });
    const second = await list({ maxResults: 1, nextToken: first.nextToken });
    expect(second.nextToken).toBeUndefined();
    const taskArns = [...(first.taskArns ?? []), ...(second.taskArns ?? [])];
    expect(taskArns).toEqual(service.tasks().map(({ taskArn }) => taskArn));
    const [taskArn = '', other = ''] = taskArns;
    const answer = await tasks(taskArn, other.slice(other.lastIndexOf('/') + 1), 'gone');
    expect(answer.tasks).toMatchObject([
      {
        taskArn,
        group: 'service:processor',
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
        startedAt: new Date(service.tasks()[0]?.startedAtMs ?? 0),
      },
      { taskArn: other },
    ]);
    expect(answer.failures).toEqual([{ arn: arn('task/sluice/gone'), reason: 'MISSING' }]);
  });
});

describe('what has ended', () => {
  it('is told by how: killed, and by its service', async () => {
    const [killed, scaledIn] = service.tasks();
    process.kill(killed?.pid ?? NaN, 'SIGKILL');
    await eventually(() => expect(service.exits()).toHaveLength(1));
    expect(await described()).toMatchObject({
      desiredCount: 2,
      runningCount: 1,
      deployments: [{ rolloutState: 'IN_PROGRESS' }],
    });
    await client.send(new UpdateServiceCommand({ cluster, service: 'processor', desiredCount: 0 }));
    await eventually(() => expect(service.exits()).toHaveLength(2));
    expect(await described()).toMatchObject({ desiredCount: 0, runningCount: 0 });
    expect((await list()).taskArns).toEqual([]);
    const { taskArns = [] } = await list({ desiredStatus: 'STOPPED' });
    expect(taskArns).toEqual([killed?.taskArn, scaledIn?.taskArn]);
    expect((await tasks(...taskArns)).tasks).toMatchObject([
      { lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited', containers: [{ exitCode: 137 }] },
      { lastStatus: 'STOPPED', stopCode: 'ServiceSchedulerInitiated', containers: [{ exitCode: 143 }] },
    ]);
  });
});

describe('what is not there', () => {
  it('is a failure of its own among services', async () => {
    const services = ['processor', 'nobody'];
    const answer = await client.send(new DescribeServicesCommand({ cluster, services }));
    expect(answer.services).toHaveLength(1);
    expect(answer.failures).toEqual([{ arn: arn('service/sluice/nobody'), reason: 'MISSING' }]);
  });

  it.each([
    ['a cluster', 'ClusterNotFoundException', () => list({ cluster: 'nobody' })],
    ['the cluster that is meant by none', 'ClusterNotFoundException', () => list({ cluster: undefined })],
    ['a service to list', 'ServiceNotFoundException', () => list({ serviceName: 'nobody' })],
    [
      'a service to change',
      'ServiceNotFoundException',
      () => client.send(new UpdateServiceCommand({ cluster, service: 'nobody', desiredCount: 1 })),
    ],
    ['a page that there is not', 'InvalidParameterException', () => list({ nextToken: 'x' })],
    ['no task at all', 'InvalidParameterException', () => tasks()],
    [
      'another change than the count',
      'InvalidParameterException',
      () =>
        client.send(new UpdateServiceCommand({ cluster, service: 'processor', forceNewDeployment: true })),
    ],
  ])('is refused: %s', async (_, name, ask) => {
    await expect(ask()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });
});
