import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFaults, type FaultInjector } from '../faults/faults.js';
import type { StreamReader } from '../kernel/ports.js';
import {
  collectingPorts,
  runtimeDirectory,
  testInstance,
  type Collected,
  type TestInstance,
} from '../processes/process-host.testing.js';
import type { FunctionConfig } from './function-config.js';
import { createLambda, type LambdaHost } from './lambda.js';

/** A Lambda host with a clock that can be moved, and ports that remember what they were given. */
export interface TestHost {
  readonly instance: TestInstance;
  readonly ports: Collected;
  readonly faults: FaultInjector;
  readonly lambda: LambdaHost;
  /** Moves the clock. */
  passSeconds(seconds: number): void;
  /**
   * A function whose handler has this body, in which `event`, `context` and `calls`, how often it was called, are known,
   * and `note(value)`, which writes down. Returns its ARN.
   */
  define(name: string, body: string, config?: Partial<FunctionConfig>): Promise<string>;
  /** What functions wrote down, in this order. */
  notes(): readonly unknown[];
}

const noStreams: StreamReader = {
  shards: () => [],
  read: () => [],
  waitForRecords: async () => undefined,
};

export async function testHost(streams: StreamReader = noStreams): Promise<TestHost> {
  let movedMs = 0;
  const instance = await testInstance({ now: () => Date.now() + movedMs });
  const faults = createFaults();
  const ports = collectingPorts();
  const lambda = instance.serve(
    createLambda({ ...instance, deliveries: faults }, { streams, ...ports }, { runtimeDirectory }),
  );
  const notesPath = join(instance.dataDirectory, 'notes.ndjson');
  return {
    instance,
    ports,
    faults,
    lambda,
    passSeconds: (seconds) => void (movedMs += seconds * 1000),
    define: async (name, body, config = {}) => {
      const bundlePath = await instance.bundle(
        `${name}.cjs`,
        `const { appendFileSync } = require('node:fs');
         const note = (value) => appendFileSync(process.env.NOTES, JSON.stringify(value) + '\\n');
         let calls = 0;
         exports.handler = async (event, context) => { calls += 1; ${body} };`,
      );
      const settings = { timeoutSeconds: 10, memoryMegabytes: 128, environment: {}, ...config };
      const environment = { ...settings.environment, NOTES: notesPath };
      return lambda.createFunction({ name, bundlePath, ...settings, environment }).arn;
    },
    notes: () => {
      try {
        const lines = readFileSync(notesPath, 'utf8').split('\n').filter(Boolean);
        return lines.map((line) => JSON.parse(line) as unknown);
      } catch {
        // Nobody has written anything yet.
        return [];
      }
    },
  };
}
