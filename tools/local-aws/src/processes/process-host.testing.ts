import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startListener, type Listener } from '../kernel/listener.js';
import type {
  Instance,
  MetricDatum,
  MetricSink,
  ObjectFiles,
  QueueGauge,
  QueueGauges,
  QueueSender,
} from '../kernel/ports.js';
import type { AwsService } from '../kernel/service.js';
import { createFaults, type Faults } from '../faults/faults.js';
import { runningProcesses } from '../kernel/running-processes.js';

export const runtimeDirectory = fileURLToPath(new URL('../../runtime', import.meta.url));

/** An instance with a folder of its own, and services behind a real listener. */
export interface TestInstance extends Instance {
  readonly warnings: string[];
  /** Of requests. */
  readonly faults: Faults;
  readonly listener: Listener;
  /** To be called first when the test is over; then its folder is removed. */
  serve<S extends AwsService>(service: S): S;
  onClose(close: () => Promise<void> | void): void;
  /** A fixture bundle in the instance's folder; returns its path. */
  bundle(name: string, source: string): Promise<string>;
  close(): Promise<void>;
}

export async function testInstance(
  options: { waitScale?: number; now?: () => number } = {},
): Promise<TestInstance> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'local-aws-'));
  const services: AwsService[] = [];
  const closers: (() => Promise<void> | void)[] = [];
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const faults = createFaults();
  const processes = runningProcesses();
  const listener = await startListener({ services, faults, processes, warn });
  return {
    region: 'eu-west-1',
    accountId: '000000000000',
    dataDirectory,
    endpoint: () => listener.endpoint,
    waitScale: options.waitScale ?? 60,
    clock: { now: options.now ?? Date.now },
    deliveries: createFaults(),
    entries: createFaults(),
    processes,
    warn,
    faults,
    warnings,
    listener,
    serve: (service) => {
      services.push(service);
      closers.unshift(() => service.close());
      return service;
    },
    onClose: (close) => void closers.unshift(close),
    bundle: async (name, source) => {
      const path = join(dataDirectory, name);
      await writeFile(path, source);
      return path;
    },
    close: async () => {
      for (const close of closers) await close();
      await listener.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** What an SDK client needs to speak to it. */
export const clientOf = (instance: Instance) => ({
  endpoint: instance.endpoint(),
  region: instance.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

export interface Collected {
  readonly metrics: MetricSink & { readonly data: MetricDatum[] };
  readonly queues: QueueSender & { readonly sent: { readonly arn: string; readonly body: string }[] };
  /** What `levels` says of each queue; none to begin with. */
  readonly gauges: QueueGauges & { readonly levels: QueueGauge[] };
  readonly objects: ObjectFiles & { readonly stored: Map<string, string> };
}

/** Ports that only remember what they were given, and gauges that a test sets. */
export function collectingPorts(): Collected {
  const data: MetricDatum[] = [];
  const sent: { arn: string; body: string }[] = [];
  const stored = new Map<string, string>();
  const levels: QueueGauge[] = [];
  return {
    gauges: { levels, gauges: () => levels },
    metrics: { data, put: (datum) => void data.push(datum) },
    queues: { sent, send: async (arn, body) => void sent.push({ arn, body }) },
    objects: {
      stored,
      locate: async () => undefined,
      list: async () => [],
      put: async (bucket, key, body) => void stored.set(`${bucket}/${key}`, body.toString('utf8')),
    },
  };
}

/** Whether a process runs; one that has ended but was not yet reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch (error) {
    // No /proc on this system: then the signal is the answer.
    return (error as NodeJS.ErrnoException).syscall === 'open' && process.platform !== 'linux';
  }
}
