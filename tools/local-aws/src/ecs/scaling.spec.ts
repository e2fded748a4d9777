import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  collectingPorts,
  runtimeDirectory,
  testInstance,
  type Collected,
  type TestInstance,
} from '../processes/process-host.testing.js';
import type { BacklogScaling } from './backlog-scaling.js';
import { createEcs, type Ecs, type ServiceHandle } from './ecs.js';

let instance: TestInstance;
let ports: Collected;
let ecs: Ecs;
let ahead: number;

beforeEach(async () => {
  ahead = 0;
  instance = await testInstance({ now: () => Date.now() + ahead });
  ports = collectingPorts();
  ecs = await createEcs(instance, ports, { runtimeDirectory });
  instance.onClose(() => ecs.close());
});
afterEach(() => instance.close());

const scaling: BacklogScaling = {
  minTasks: 0,
  maxTasks: 3,
  backlogPerTask: 10,
  queueNames: ['work'],
  evaluationSeconds: 0.05,
  scaleOutCooldownSeconds: 10,
  scaleInCooldownSeconds: 20,
};

const waits = 'setInterval(() => {}, 1000);';
const protectsItself = `fetch(process.env.ECS_AGENT_URI + '/task-protection/v1/state', {
  method: 'PUT', body: JSON.stringify({ ProtectionEnabled: true, ExpiresInMinutes: 1 }),
});`;

async function run(source = waits, settings: Partial<BacklogScaling> = {}): Promise<ServiceHandle> {
  const bundlePath = await instance.bundle('task.cjs', source);
  return ecs.runService({
    name: 'processor',
    bundlePath,
    environment: {},
    stopTimeoutSeconds: 5,
    scaling: { ...scaling, ...settings },
  });
}

function backlog(visible: number, notVisible = 0): void {
  ports.gauges.levels.splice(0, 1, {
    queueName: 'work',
    visible,
    notVisible,
    delayed: 0,
    ageOfOldestSeconds: 0,
  });
}

const runs = (service: ServiceHandle, count: number) =>
  vi.waitFor(
    () => {
      const running = service.tasks().filter(({ status, pid }) => status === 'RUNNING' && pid !== undefined);
      expect(running).toHaveLength(count);
    },
    { timeout: 8_000, interval: 20 },
  );

/** Long enough for the queue to have been looked at several times. */
const severalLooks = () => new Promise((resolve) => setTimeout(resolve, 300));

describe('a service that scales by its backlog', () => {
  it('starts from nothing with the first message', async () => {
    backlog(0);
    const service = await run();
    await severalLooks();
    expect([service.desiredCount(), service.tasks()]).toEqual([0, []]);
    backlog(1);
    await runs(service, 1);
  });

  it('grows with the backlog, as far as allowed, once each cooldown', async () => {
    backlog(15);
    const service = await run();
    await runs(service, 2);
    backlog(1_000);
    await severalLooks();
    expect(service.desiredCount()).toBe(2);
    ahead += 10_000;
    await runs(service, 3);
    expect(service.exits()).toEqual([]);
  });

  it('shrinks when nothing is left, and not while something is in flight or cools down', async () => {
    backlog(30);
    const service = await run(waits, { minTasks: 1 });
    await runs(service, 3);
    ahead += 20_000;
    backlog(0, 1);
    await severalLooks();
    expect(service.desiredCount()).toBe(3);
    ahead -= 10_000;
    backlog(0);
    await severalLooks();
    expect(service.desiredCount()).toBe(3);
    ahead += 10_000;
    await runs(service, 1);
    expect(service.tasks().find(({ status }) => status === 'RUNNING')).toMatchObject({ slot: 1 });
  });

  it('spares a protected task until its protection is over', async () => {
    backlog(1);
    const service = await run(`${protectsItself} ${waits}`);
    await runs(service, 1);
    await vi.waitFor(() => expect(service.tasks()[0]?.protected).toBe(true), 8_000);
    backlog(0);
    ahead += 20_000;
    await vi.waitFor(() => expect(service.desiredCount()).toBe(0), 8_000);
    expect(service.tasks()).toMatchObject([{ status: 'RUNNING', protected: true }]);
    ahead += 60_000;
    expect(service.tasks()).toMatchObject([{ protected: false }]);
    service.setDesiredCount(0);
    await vi.waitFor(() => expect(service.tasks()).toEqual([]), 8_000);
  });

  it('ends with its service', async () => {
    backlog(30);
    const service = await run();
    await runs(service, 3);
    await service.stop();
    backlog(1_000);
    ahead += 60_000;
    await severalLooks();
    expect(service.tasks()).toEqual([]);
  });

  it.each([
    [{ maxTasks: -1 }],
    [{ minTasks: 5 }],
    [{ minTasks: 0.5 }],
    [{ backlogPerTask: 0 }],
    [{ evaluationSeconds: 0 }],
    [{ queueNames: [] }],
  ])('refuses %j', async (settings) => {
    await expect(run(waits, settings)).rejects.toThrow(RangeError);
  });
});
