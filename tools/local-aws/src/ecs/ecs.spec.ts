import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  collectingPorts,
  isRunning,
  runtimeDirectory,
  testInstance,
  type Collected,
  type TestInstance,
} from '../processes/process-host.testing.js';
import { createEcs, type Ecs, type ServiceHandle } from './ecs.js';
import type { ServiceConfig } from './service-config.js';

let instance: TestInstance;
let ports: Collected;
let ecs: Ecs;

beforeEach(async () => {
  instance = await testInstance();
  ports = collectingPorts();
  ecs = await createEcs(instance, ports, { runtimeDirectory });
  instance.onClose(() => ecs.close());
});

afterEach(() => instance.close());

async function run(source: string, config: Partial<ServiceConfig> = {}): Promise<ServiceHandle> {
  const bundlePath = await instance.bundle('task.cjs', source);
  return ecs.runService({
    name: 'processor',
    bundlePath,
    environment: {},
    desiredCount: 1,
    stopTimeoutSeconds: 5,
    ...config,
  });
}

const waits = 'setInterval(() => {}, 1000);';
const logOf = (slot: number) =>
  readFile(join(instance.dataDirectory, 'logs', 'ecs', `processor-${slot}.log`), 'utf8');
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8_000, interval: 20 });

async function pids(service: ServiceHandle, count: number): Promise<number[]> {
  return eventually(() => {
    const found = service.tasks().flatMap(({ pid }) => pid ?? []);
    expect(found).toHaveLength(count);
    return found;
  });
}

describe('a service', () => {
  it('runs its tasks with their own environment variables, flags and log', async () => {
    vi.stubEnv('SECRET_OF_THE_PARENT', 'x');
    const service = await run(
      `console.log(JSON.stringify({ env: process.env, flags: process.execArgv })); ${waits}`,
      {
        environment: { QUEUE: 'q', AWS_REGION: 'elsewhere' },
        nodeFlags: ['--max-old-space-size=100'],
        desiredCount: 2,
      },
    );
    const [first, second] = await pids(service, 2);
    vi.unstubAllEnvs();
    expect(first).not.toBe(second);
    const line = await eventually(
      async () => JSON.parse(await logOf(2)) as { env: Record<string, string>; flags: string[] },
    );
    expect(line.flags).toEqual(['--max-old-space-size=100']);
    expect(line.env).toMatchObject({
      QUEUE: 'q',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: instance.endpoint(),
      AWS_ACCESS_KEY_ID: 'ecs-processor',
      TMPDIR: join(instance.dataDirectory, 'tmp', 'processor-2'),
    });
    const expected = /^(AWS_\w+|ECS_\w+|QUEUE|LANG|TZ|PATH|TMPDIR)$/;
    expect(Object.keys(line.env).filter((key) => !expected.test(key))).toEqual([]);
  });

  it('replaces a task that ends or is killed', async () => {
    const service = await run(waits);
    const [pid = NaN] = await pids(service, 1);
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(service.exits()).toHaveLength(1));
    expect(service.exits()[0]).toMatchObject({ slot: 1, pid, exitCode: null, signal: 'SIGKILL' });
    const [next] = await eventually(async () => {
      const found = await pids(service, 1);
      expect(found).not.toContain(pid);
      return found;
    });
    expect(isRunning(next ?? 0)).toBe(true);
  });

  it('pauses longer and longer between tasks that fail at once', async () => {
    const service = await run('process.exit(7)', { restartPauseSeconds: { first: 6, max: 24 } });
    await eventually(() => expect(service.exits().length).toBeGreaterThanOrEqual(4));
    const [a, b, c, d] = service.exits();
    expect(a?.exitCode).toBe(7);
    const pauses = [
      (b?.startedAtMs ?? 0) - (a?.stoppedAtMs ?? 0),
      (c?.startedAtMs ?? 0) - (b?.stoppedAtMs ?? 0),
      (d?.startedAtMs ?? 0) - (c?.stoppedAtMs ?? 0),
    ];
    // 6, 12 and 24 seconds at a wait scale of 60; timers may fire a millisecond early.
    [100, 200, 400].forEach((least, i) => expect(pauses[i]).toBeGreaterThanOrEqual(least - 2));
  });

  it('lets a task drain after SIGTERM', async () => {
    const service = await run(
      `process.on('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit(0); }, 200)); console.log('up'); ${waits}`,
    );
    await eventually(async () => expect(await logOf(1)).toContain('up'));
    await service.stop();
    expect(service.exits()).toMatchObject([{ exitCode: 0, signal: null }]);
    expect(await logOf(1)).toBe('up\ndrained\n');
    expect(service.tasks()).toEqual([]);
  });

  it('kills a task that ignores SIGTERM when its stop timeout is over', async () => {
    const service = await run(`process.on('SIGTERM', () => {}); console.log('up'); ${waits}`, {
      stopTimeoutSeconds: 0.3,
    });
    await eventually(async () => expect(await logOf(1)).toContain('up'));
    const [pid = NaN] = await pids(service, 1);
    const startedMs = Date.now();
    await service.stop();
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(290);
    expect(service.exits()).toMatchObject([{ signal: 'SIGKILL' }]);
    expect(isRunning(pid)).toBe(false);
  });

  it('goes on trying when its bundle is away for a while', async () => {
    const service = await run('process.exit(0)', { restartPauseSeconds: { first: 3, max: 6 } });
    const path = join(instance.dataDirectory, 'task.cjs');
    await eventually(() => expect(service.exits().length).toBeGreaterThan(0));
    await rm(path);
    await eventually(() => expect(instance.warnings.join()).toContain('cannot start a task'));
    await writeFile(path, `console.log('back'); ${waits}`);
    await eventually(async () => expect(await logOf(1)).toContain('back'));
    expect(service.tasks()).toHaveLength(1);
  });

  it('replaces a task that Spot takes away, protected or not', async () => {
    const service = await run(
      `fetch(process.env.ECS_AGENT_URI + '/task-protection/v1/state', {
         method: 'PUT', body: JSON.stringify({ ProtectionEnabled: true }),
       });
       ${waits}`,
    );
    await eventually(() => expect(service.tasks()[0]?.protected).toBe(true));
    const taskArn = service.tasks()[0]?.taskArn ?? '';
    expect([service.interrupt('arn:of:no:task'), service.interrupt(taskArn)]).toEqual([false, true]);
    expect(service.interrupt(taskArn)).toBe(false);
    await eventually(() => expect(service.exits()).toMatchObject([{ taskArn, signal: 'SIGTERM' }]));
    await eventually(() => {
      const tasks = service.tasks();
      expect(tasks).toMatchObject([{ status: 'RUNNING', pid: expect.any(Number) }]);
      expect(tasks[0]?.taskArn).not.toBe(taskArn);
    });
  });

  it.each([
    [{ stopTimeoutSeconds: 121 }, RangeError],
    [{ desiredCount: -1 }, RangeError],
    [{ bundlePath: '/absent.cjs' }, /ENOENT/],
  ])('is refused with %j, before anything starts', async (config, error) => {
    await expect(run(waits, config)).rejects.toThrow(error);
    expect((await run(waits)).desiredCount()).toBe(1);
  });

  it('turns metric lines of its tasks into metrics', async () => {
    const document = {
      _aws: {
        Timestamp: 5,
        CloudWatchMetrics: [{ Namespace: 'Sluice', Dimensions: [[]], Metrics: [{ Name: 'loads' }] }],
      },
      loads: 3,
    };
    await run(`console.log(${JSON.stringify(JSON.stringify(document))}); ${waits}`);
    await eventually(() =>
      expect(ports.metrics.data).toMatchObject([
        { namespace: 'Sluice', name: 'loads', dimensions: {}, value: 3, timestampMs: 5 },
      ]),
    );
  });
});

describe('scaling', () => {
  it('adds tasks, and takes the newest away', async () => {
    const service = await run(waits);
    await pids(service, 1);
    service.setDesiredCount(3);
    const three = await pids(service, 3);
    service.setDesiredCount(1);
    await eventually(() => expect(service.tasks()).toHaveLength(1));
    expect(service.tasks()[0]).toMatchObject({ slot: 1, pid: three[0] });
    expect(
      service
        .exits()
        .map(({ slot }) => slot)
        .sort(),
    ).toEqual([2, 3]);
  });

  it('in spares a protected task until it gives its protection up', async () => {
    const service = await run(
      `const put = (ProtectionEnabled) => fetch(process.env.ECS_AGENT_URI + '/task-protection/v1/state', {
         method: 'PUT', body: JSON.stringify({ ProtectionEnabled, ExpiresInMinutes: 5 }),
       }).then((response) => response.json()).then((answer) => console.log(JSON.stringify(answer)));
       process.on('SIGUSR2', () => put(false));
       put(true); ${waits}`,
    );
    const [pid = NaN] = await pids(service, 1);
    await eventually(() => expect(service.tasks()[0]?.protected).toBe(true));
    const [{ taskArn } = { taskArn: '' }] = service.tasks();
    await eventually(async () =>
      expect(JSON.parse(await logOf(1))).toMatchObject({
        protection: { ProtectionEnabled: true, TaskArn: taskArn },
      }),
    );
    service.setDesiredCount(0);
    expect(service.tasks()).toMatchObject([{ status: 'RUNNING', pid }]);
    process.kill(pid, 'SIGUSR2');
    await eventually(() => expect(service.tasks()).toEqual([]));
    expect(service.exits()).toMatchObject([{ signal: 'SIGTERM' }]);
  });

  it('in takes the unprotected task first, whatever its age', async () => {
    const service = await run(
      `const uri = process.env.ECS_CONTAINER_METADATA_URI_V4 + '/task';
       fetch(uri).then((response) => response.json()).then(({ TaskARN, Family }) => console.log(TaskARN, Family, process.env.ECS_AGENT_URI)); ${waits}`,
      { desiredCount: 2 },
    );
    await pids(service, 2);
    const [older, newer] = service.tasks();
    const uri = await eventually(async () => {
      const [taskArn, family, agentUri] = (await logOf(2)).trim().split(' ');
      expect([taskArn, family]).toEqual([newer?.taskArn, 'processor']);
      return agentUri;
    });
    const body = JSON.stringify({ ProtectionEnabled: true });
    expect((await fetch(`${uri}/task-protection/v1/state`, { method: 'PUT', body })).status).toBe(200);
    expect((await fetch(`${uri}/task-protection/v1/state`, { method: 'PUT', body: '{}' })).status).toBe(400);
    service.setDesiredCount(1);
    await eventually(() => expect(service.exits()).toHaveLength(1));
    expect(service.exits()[0]?.taskArn).toBe(older?.taskArn);
  });
});
