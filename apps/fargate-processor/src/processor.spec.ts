import { titleBasics } from '@sluice/contracts';
import type { FileArrived } from '@sluice/message-schemas';
import type { ObjectStore } from '@sluice/object-store';
import { DataApiUnavailableError } from '@sluice/redshift-data-api';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from './config.js';
import { received, testEnvironment, type TestEnvironment } from './environment.testing.js';
import { catalog } from './halts/catalog.testing.js';
import { HealthPortError } from './health/health-server.js';
import { createProcessor } from './processor.js';

const announced: FileArrived = {
  type: 'FileArrived',
  version: 1,
  dataset: titleBasics.name,
  bucket: 'landing',
  key: 'title-basics/a.tsv',
  versionId: 'v1',
  etag: 'e',
  sizeBytes: 1,
  announcedAt: '2026-01-01T00:00:00.000Z',
};
const file = received({ body: JSON.stringify(announced) });

/** Each lane has its own messages, and the warehouse has its tables until it is away. */
function bench(config: Partial<Config> = {}) {
  const environment: TestEnvironment = testEnvironment(undefined, { STOP_TIMEOUT_SECONDS: 30, ...config });
  const lines: { message: string; fields: Record<string, unknown> }[] = [];
  const counted: string[] = [];
  const log = (fields: Record<string, unknown> | string, message?: string): void =>
    void lines.push(
      typeof fields === 'string' ? { message: fields, fields: {} } : { message: message ?? '', fields },
    );
  const state = { isAway: false };
  const { queue } = environment;
  const { receive } = queue;
  queue.receive = (url, options) =>
    url === environment.config.FILES_QUEUE_URL
      ? receive(url, options)
      : new Promise((resolve) => {
          if (options.signal?.aborted) resolve([]);
          options.signal?.addEventListener('abort', () => resolve([]));
        });
  const processor = createProcessor({
    ...environment,
    logger: { debug: log, info: log, warn: log, error: log, fatal: log } as never,
    metrics: { count: (name, value) => void counted.push(`${name} ${value}`), emit: () => undefined },
    probe: {
      query: async () => {
        if (state.isAway) throw new DataApiUnavailableError('away', { code: 'ECONNREFUSED' });
        return { columns: [], rows: catalog() };
      },
    },
  });
  const said = (text: string) => lines.filter(({ message }) => message.startsWith(text));
  const hidden = () =>
    environment.effects.flatMap((effect) => (effect.do === 'hide' ? [effect.seconds] : []));
  return { environment, processor, state, said, hidden, counted };
}

const never = <T>(): Promise<T> => new Promise(() => undefined);
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 1 });

beforeEach(
  () =>
    void vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    }),
);
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('told to stop', () => {
  it('idle, it ends at once, and a second time changes nothing', async () => {
    const { processor, said } = bench();
    const code = processor.run();
    await until(() => expect(said('polling')).toHaveLength(1));
    processor.stop('SIGTERM');
    processor.stop('SIGTERM');
    expect(await code).toBe(0);
    expect(said('draining')).toMatchObject([{ fields: { signal: 'SIGTERM' } }]);
    expect(said('drained')).toHaveLength(1);
  });

  it('at work, it has until five seconds before the stop timeout; then it gives up and lets go', async () => {
    const { processor, environment, said, hidden } = bench();
    let aborted = false;
    const download = vi.fn<ObjectStore['download']>(
      (_location, _path, { signal } = {}) =>
        new Promise((_, reject) =>
          signal?.addEventListener('abort', () => {
            aborted = true;
            reject(signal.reason as Error);
          }),
        ),
    );
    environment.objects.download = download;
    environment.inbox.push([file]);
    const code = processor.run();
    await until(() => expect(download).toHaveBeenCalled());
    processor.stop('SIGTERM');
    await vi.advanceTimersByTimeAsync(24_900);
    expect([hidden(), aborted]).toEqual([[], false]);
    await vi.advanceTimersByTimeAsync(100);
    expect(await code).toBe(0);
    expect([hidden(), aborted]).toEqual([[0], true]);
    expect(said('drained')).toHaveLength(1);
  });

  it('ends before it is killed, though a call does not come back, and lets go first', async () => {
    const { processor, environment, hidden, said } = bench();
    const download = vi.fn<ObjectStore['download']>(() => never());
    environment.objects.download = download;
    environment.inbox.push([file]);
    const code = processor.run();
    await until(() => expect(download).toHaveBeenCalled());
    processor.stop('SIGTERM');
    await vi.advanceTimersByTimeAsync(25_000);
    await until(() => expect(hidden()).toEqual([0]));
    await vi.advanceTimersByTimeAsync(4000);
    expect(await code).toBe(0);
    expect(said('ended with work under way')).toHaveLength(1);
  });

  it('halted, it lets go at once', async () => {
    const { processor, environment, state, hidden, said, counted } = bench();
    environment.objects.download = async () => {
      state.isAway = true;
      throw new DataApiUnavailableError('away', { code: 'ECONNREFUSED' });
    };
    environment.inbox.push([file]);
    const code = processor.run();
    await until(() => expect(said('halted: the warehouse cannot be asked')).not.toEqual([]));
    expect(hidden()).toEqual([]);
    processor.stop('SIGTERM');
    expect(await code).toBe(0);
    expect(hidden()).toEqual([0]);
    expect(counted).toContain('Halted 1');
  });

  it('before it could begin, it ends', async () => {
    const { processor, state, said } = bench();
    state.isAway = true;
    const code = processor.run();
    await until(() => expect(said('halted')).not.toEqual([]));
    processor.stop('SIGINT');
    expect(await code).toBe(0);
    expect(said('polling')).toEqual([]);
  });
});

it('wedged, it says why, lets go of what it holds, and ends with 70', async () => {
  const { processor, environment, hidden, said, counted } = bench({ WEDGED_AFTER_SECONDS: 100 });
  const download = vi.fn<ObjectStore['download']>(() => never());
  environment.objects.download = download;
  environment.inbox.push([file]);
  const code = processor.run();
  await until(() => expect(download).toHaveBeenCalled());
  await vi.advanceTimersByTimeAsync(99_000);
  expect(said('wedged')).toEqual([]);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(said('wedged')).toMatchObject([
    { fields: { lane: 'files', what: 'file: s3://landing/title-basics/a.tsv?versionId=v1' } },
  ]);
  expect(counted).toEqual(['Wedged 1']);
  await until(() => expect(hidden()).toContain(0));
  await vi.advanceTimersByTimeAsync(4000);
  expect(await code).toBe(70);
});

it('does not begin when the port of its health endpoint is taken', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { processor, environment } = bench({ HEALTH_PORT: port });
  await expect(processor.run()).rejects.toThrow(HealthPortError);
  expect(environment.effects).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});
