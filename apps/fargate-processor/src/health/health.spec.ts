import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testEnvironment } from '../environment.testing.js';
import { ActiveClock } from './active-clock.js';
import { HealthPortError, startHealthServer } from './health-server.js';
import { LaneActivity } from './lane-activity.js';
import { ProcessorHealth, type ProcessorStatus } from './processor-health.js';
import { startWatchdog } from './watchdog.js';
import { watchedEnvironment, watchedQueue } from './watched.js';

const at = new Date('2026-01-01T00:00:00.000Z');

describe('the watchdog', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const watch = (isHalted: () => boolean = () => false) => {
    const health = new ProcessorHealth(
      () => at,
      1,
      () => undefined,
    );
    const wedged: unknown[] = [];
    const watchdog = startWatchdog({
      lanes: health.lanes,
      clock: health.clock,
      wedgedAfterSeconds: 10,
      lookMilliseconds: 1000,
      isHalted,
      onWedged: (lane, standstill) => void wedged.push([lane, standstill]),
    });
    return { lanes: health.lanes, wedged, watchdog };
  };

  it('finds what does not get on, though others do, and says so once', async () => {
    const { lanes, wedged } = watch();
    const other = lanes.rows.begin('other');
    lanes.rows.begin('stuck');
    for (let second = 0; second < 10; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      other.progressed();
    }
    expect(wedged).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wedged).toEqual([['rows', { what: 'stuck', seconds: 11 }]]);
  });

  it('finds nothing in a lane that does nothing, or gets on, or was halted', async () => {
    let isHalted = false;
    const { lanes, wedged, watchdog } = watch(() => isHalted);
    await vi.advanceTimersByTimeAsync(60_000);
    const work = lanes.files.begin('work');
    for (let step = 0; step < 10; step++) {
      await vi.advanceTimersByTimeAsync(9000);
      work.progressed();
    }
    isHalted = true;
    await vi.advanceTimersByTimeAsync(60_000);
    isHalted = false;
    await vi.advanceTimersByTimeAsync(9000);
    work.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wedged).toEqual([]);
    watchdog.stop();
  });

  it('gives a long poll its time', async () => {
    const { lanes, wedged, watchdog } = watch();
    const { queue } = testEnvironment();
    const stop = new AbortController();
    const polled = watchedQueue(queue, lanes.files).receive('q', {
      maxMessages: 1,
      waitSeconds: 20,
      signal: stop.signal,
    });
    await vi.advanceTimersByTimeAsync(39_000);
    expect(wedged).toEqual([]);
    stop.abort();
    await polled;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wedged).toEqual([]);
    watchdog.stop();
  });
});

it('counts no time for which the process was suspended', () => {
  let now = 0;
  const clock = new ActiveClock(2, () => now);
  for (const milliseconds of [1000, 1500, 3_600_000]) {
    now += milliseconds;
    clock.tick();
  }
  expect(clock.seconds).toBe(4.5);
});

it('counts as progress every call that comes back, failed or not, and every chunk and look before that', async () => {
  let now = 0;
  const clock = new ActiveClock(Infinity, () => now);
  const lane = new LaneActivity(clock, () => at);
  const pass = (seconds: number) => {
    now += seconds * 1000;
    clock.tick();
  };
  const stoodStill = () => lane.standstill(0)?.seconds ?? 0;
  const location = { bucket: 'b', key: 'k' };
  const environment = testEnvironment(async (_sqls, { onLook }) => {
    pass(5);
    onLook?.();
    expect(stoodStill()).toBe(0);
    pass(5);
    return [];
  });
  environment.objects.download = async (_location, _path, { onBytes } = {}) => {
    pass(5);
    onBytes?.(1);
    expect(stoodStill()).toBe(0);
    pass(5);
    throw new Error('cut off');
  };
  const { objects, warehouse } = watchedEnvironment(environment, lane.begin('work'));
  const calls: readonly (() => Promise<unknown>)[] = [
    () => objects.download(location, 'path'),
    () => objects.upload(location, { body: '' }),
    () => objects.putIfAbsent(location, ''),
    () => objects.read(location),
    () => warehouse.runBatch([], { timeoutSeconds: 1 }),
  ];
  for (const call of calls) {
    pass(3);
    expect(stoodStill()).toBe(3);
    await call().catch((error: unknown) => expect(error).toMatchObject({ message: 'cut off' }));
    expect(stoodStill()).toBe(0);
  }
});

describe('the health endpoint', () => {
  const health = (halted?: string) =>
    new ProcessorHealth(
      () => at,
      1,
      () => halted,
    );

  async function ask(one: ProcessorHealth, path: string, method = 'GET') {
    const server = await startHealthServer(0, one);
    try {
      return await new Promise<{ code: number | undefined; length: string | undefined; text: string }>(
        (resolve, reject) => {
          const asked = request({ host: '127.0.0.1', port: server.port, path, method }, (response) => {
            let text = '';
            response.on('data', (chunk: Buffer) => (text += chunk.toString()));
            response.on('end', () =>
              resolve({ code: response.statusCode, length: response.headers['content-length'], text }),
            );
          });
          asked.on('error', reject).end();
        },
      );
    } finally {
      server.close();
    }
  }
  const statusOf = async (one: ProcessorHealth) => {
    const [alive, ready] = [await ask(one, '/healthz'), await ask(one, '/readyz')];
    const status = JSON.parse(alive.text) as ProcessorStatus;
    return { codes: [alive.code, ready.code], status };
  };

  it('tells whether it lives, whether it receives, and what it does', async () => {
    const one = health();
    expect(await statusOf(one)).toMatchObject({ codes: [200, 503], status: { status: 'starting' } });
    one.phase = 'polling';
    one.lanes.rows.held = 3;
    expect(await statusOf(one)).toEqual({
      codes: [200, 200],
      status: {
        status: 'polling',
        lanes: {
          files: { held: 0, settled: 0, lastProgressAt: at.toISOString() },
          rows: { held: 3, settled: 0, lastProgressAt: at.toISOString() },
        },
      },
    });
    one.phase = 'stopping';
    expect(await statusOf(one)).toMatchObject({ codes: [200, 503], status: { status: 'stopping' } });
    one.wedged = 'files: s3://landing/x';
    expect(await statusOf(one)).toMatchObject({
      codes: [503, 503],
      status: { status: 'wedged', wedged: 'files: s3://landing/x' },
    });
  });

  it('tells why it is halted', async () => {
    const one = health('no table');
    one.phase = 'polling';
    expect(await statusOf(one)).toMatchObject({
      codes: [200, 503],
      status: { status: 'halted', halted: 'no table' },
    });
  });

  it.each([
    ['HEAD', '/healthz', 200],
    ['GET', '/healthz?verbose', 200],
    ['GET', '/', 404],
    ['HEAD', '/healthz/more', 404],
    ['POST', '/healthz', 405],
  ])('answers %s %s', async (method, path, code) => {
    const answer = await ask(health(), path, method);
    expect(answer.code).toBe(code);
    expect(Number(answer.length)).toBeGreaterThan(0);
    expect(answer.text.length > 0).toBe(method !== 'HEAD');
  });

  it('says so when its port is taken', async () => {
    const { port, close } = await startHealthServer(0, health());
    const refused = await startHealthServer(port, health()).catch((error: unknown) => error);
    close();
    expect(refused).toBeInstanceOf(HealthPortError);
    expect((refused as Error).message).toMatch(new RegExp(`HEALTH_PORT ${port} is taken`));
  });
});
