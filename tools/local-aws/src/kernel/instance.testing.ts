import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaults, type FaultInjector } from '../faults/faults.js';
import { runningProcesses } from './running-processes.js';
import { startListener, type Listener } from './listener.js';
import type { Instance } from './ports.js';
import type { AwsService } from './service.js';

export interface TestInstance {
  readonly instance: Instance;
  readonly listener: Listener;
  readonly faults: FaultInjector;
  readonly warnings: string[];
  /** Milliseconds are added to what the services take for now. */
  advance(ms: number): void;
  /** For SDK clients. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  stop(): Promise<void>;
}

/** Some services behind a listener of their own, with a data directory and a clock of their own. */
export async function startInstance(
  create: (instance: Instance) => readonly AwsService[] | Promise<readonly AwsService[]>,
  options: {
    readonly waitScale?: number;
    readonly dataDirectory?: string;
    readonly stallTimeoutMs?: number;
  } = {},
): Promise<TestInstance> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'local-aws-')));
  const services: AwsService[] = [];
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const faults = createFaults();
  const processes = runningProcesses();
  const { stallTimeoutMs } = options;
  const listener = await startListener({ services, faults, processes, warn, stallTimeoutMs });
  let ahead = 0;
  const instance: Instance = {
    region: 'eu-central-1',
    accountId: '000000000000',
    dataDirectory,
    endpoint: () => listener.endpoint,
    waitScale: options.waitScale ?? 60,
    clock: { now: () => Date.now() + ahead },
    deliveries: faults,
    entries: faults,
    processes,
    warn,
  };
  services.push(...(await create(instance)));
  return {
    instance,
    listener,
    faults,
    warnings,
    advance: (ms) => void (ahead += ms),
    client: {
      endpoint: listener.endpoint,
      region: instance.region,
      credentials: { accessKeyId: 'tester', secretAccessKey: 'secret' },
      maxAttempts: 1,
    },
    stop: async () => {
      for (const service of services) await service.close();
      await listener.close();
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
