import { DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { processorStatus } from './processor-status.js';

const names = { cluster: 'c', processor: 'p' };
const arn = (id: string) => `arn:aws:ecs:eu-west-1:000000000000:task/c/${id}`;

/** Answers as ECS does, and keeps what it was asked. */
function ecs(services: readonly object[], tasks: readonly { readonly taskArn: string }[]) {
  const asked: unknown[] = [];
  const send = async (command: { readonly input: unknown }) => {
    asked.push(command.input);
    if (command instanceof DescribeServicesCommand) return { services, failures: [] };
    if (command instanceof ListTasksCommand) return { taskArns: tasks.map(({ taskArn }) => taskArn) };
    if (command instanceof DescribeTasksCommand) return { tasks };
    throw new Error('not asked');
  };
  return { asked, client: { send } as unknown as Parameters<typeof processorStatus>[0] };
}

it('tells the tasks of the service, the oldest first', async () => {
  const tasks = [
    { taskArn: arn('b'), lastStatus: 'RUNNING', startedAt: new Date('2026-03-01T01:00:00Z') },
    { taskArn: arn('a'), lastStatus: 'RUNNING', startedAt: new Date('2026-03-01T00:00:00Z') },
    { taskArn: arn('c'), lastStatus: 'PENDING' },
  ];
  const { client, asked } = ecs([{ desiredCount: 3, runningCount: 2, pendingCount: 1 }], tasks);
  expect(await processorStatus(client, names)).toEqual({
    service: 'p',
    desired: 3,
    running: 2,
    pending: 1,
    tasks: [
      { id: 'c', status: 'PENDING', startedAt: null },
      { id: 'a', status: 'RUNNING', startedAt: '2026-03-01T00:00:00.000Z' },
      { id: 'b', status: 'RUNNING', startedAt: '2026-03-01T01:00:00.000Z' },
    ],
  });
  expect(asked).toEqual([
    { cluster: 'c', services: ['p'] },
    { cluster: 'c', serviceName: 'p' },
    { cluster: 'c', tasks: [arn('b'), arn('a'), arn('c')] },
  ]);
});

it('asks for no tasks where none run', async () => {
  const { client, asked } = ecs([{ desiredCount: 0 }], []);
  expect(await processorStatus(client, names)).toMatchObject({ running: 0, tasks: [] });
  expect(asked).toHaveLength(2);
});

it('says that there is no such service', async () => {
  await expect(processorStatus(ecs([], []).client, names)).rejects.toThrow(
    'there is no service p in the cluster c',
  );
});
