import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTaskAgent, type AgentTask, type TaskAgent } from './task-agent.js';

const taskArn = 'arn:aws:ecs:eu-west-1:000000000000:task/local/t1';
const start = Date.parse('2026-11-23T12:00:00Z');

let agent: TaskAgent;
let task: AgentTask;
let nowMs: number;
let stopping: boolean;
let changes: number;

beforeEach(async () => {
  nowMs = start;
  stopping = false;
  changes = 0;
  agent = await startTaskAgent(() => nowMs);
  task = {
    taskArn,
    service: 'processor',
    startedAtMs: start,
    protectedUntilMs: 0,
    stopping: () => stopping,
    onProtection: () => void (changes += 1),
  };
  agent.register('t1', task);
});
afterEach(() => agent.close());

async function ask(method: string, body?: string, taskId = 't1', path = '/task-protection/v1/state') {
  const response = await fetch(`${agent.agentUri(taskId)}${path}`, { method, body: body ?? null });
  return { status: response.status, body: (await response.json()) as unknown };
}

const put = (request: object) => ask('PUT', JSON.stringify(request));
const protectedUntil = (time: string) => ({
  status: 200,
  body: { protection: { ExpirationDate: time, ProtectionEnabled: true, TaskArn: taskArn } },
});
const unprotected = { status: 200, body: { protection: { ProtectionEnabled: false, TaskArn: taskArn } } };

describe('task protection', () => {
  it('lasts two hours, or as long as was asked, from the last request on', async () => {
    expect(await ask('GET')).toEqual(unprotected);
    expect(await put({ ProtectionEnabled: true })).toEqual(protectedUntil('2026-11-23T14:00:00.000Z'));
    nowMs += 60_000;
    const request = { ProtectionEnabled: true, ExpiresInMinutes: 2_880 };
    expect(await put(request)).toEqual(protectedUntil('2026-11-25T12:01:00.000Z'));
    expect(await ask('GET')).toEqual(protectedUntil('2026-11-25T12:01:00.000Z'));
    expect(changes).toBe(2);
  });

  it('ends by itself, or when the task gives it up', async () => {
    await put({ ProtectionEnabled: true, ExpiresInMinutes: 1 });
    nowMs += 60_000;
    expect(await ask('GET')).toEqual(unprotected);
    await put({ ProtectionEnabled: true, ExpiresInMinutes: 1 });
    expect(await put({ ProtectionEnabled: false })).toEqual(unprotected);
    expect(await ask('GET')).toEqual(unprotected);
  });

  it.each([['no JSON'], ['[]'], ['{"ProtectionEnabled":"yes"}'], ['{"ProtectionEnabled":true,"Typo":1}']])(
    'refuses what it cannot read: %s',
    async (body) => {
      expect(await ask('PUT', body)).toEqual({
        status: 400,
        body: {
          error: {
            Code: 'InvalidParameterException',
            Message: 'UpdateTaskProtection: failed to decode request',
          },
        },
      });
    },
  );

  it('refuses a request that does not say whether', async () => {
    expect(await put({ ExpiresInMinutes: 5 })).toMatchObject({
      status: 400,
      body: { error: { Arn: taskArn, Code: 'InvalidParameterException' } },
    });
  });

  it.each([0, -5, 2_881])('refuses to last %i minutes', async (ExpiresInMinutes) => {
    expect(await put({ ProtectionEnabled: true, ExpiresInMinutes })).toMatchObject({
      status: 400,
      body: {
        requestID: expect.stringMatching(/\S/),
        error: { Arn: taskArn, Code: 'InvalidParameterException' },
      },
    });
    expect(changes).toBe(0);
  });

  it('is not for a task that is told to end', async () => {
    stopping = true;
    const failure = { status: 200, body: { failure: { Arn: taskArn, Reason: 'TASK_NOT_VALID' } } };
    expect(await put({ ProtectionEnabled: true })).toEqual(failure);
    expect(await ask('GET')).toEqual(failure);
    expect(task.protectedUntilMs).toBe(0);
  });

  it('is not for a task that it does not know', async () => {
    agent.forget('t1');
    expect(await put({ ProtectionEnabled: true })).toMatchObject({
      status: 404,
      body: { error: { Code: 'ResourceNotFoundException' } },
    });
  });
});

describe('task metadata', () => {
  const metadata = async (path: string) => {
    const response = await fetch(`${agent.metadataUri('t1')}${path}`);
    return { status: response.status, body: (await response.json()) as unknown };
  };

  it('says what the container and what the task is', async () => {
    const running = { DesiredStatus: 'RUNNING', KnownStatus: 'RUNNING' };
    const container = { Name: 'processor', DockerId: 't1', ...running };
    expect(await metadata('')).toMatchObject({ status: 200, body: container });
    expect(await metadata('/task')).toMatchObject({
      status: 200,
      body: {
        Cluster: 'local',
        TaskARN: taskArn,
        LaunchType: 'FARGATE',
        ...running,
        Containers: [container],
      },
    });
    stopping = true;
    expect(await metadata('/task')).toMatchObject({ body: { DesiredStatus: 'STOPPED' } });
  });

  it('has nothing else', async () => {
    expect((await metadata('/task/stats')).status).toBe(404);
    expect((await ask('GET', undefined, 't1', '/other')).status).toBe(404);
    expect((await ask('DELETE')).status).toBe(405);
  });
});
