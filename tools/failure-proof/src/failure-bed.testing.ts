import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTopology, startLocalStack, type LocalStack } from '@sluice/local-stack';
import type { Bundles } from '@sluice/local-stack';
import type { Topology } from '@sluice/topology';
import { otherBundles, workspaceRoot } from './bundles.testing.js';

/** The whole stack, with waits that a test can sit out, and the clock of its AWS in the test's hands. */
export interface FailureBed {
  readonly stack: LocalStack;
  readonly topology: Topology;
  readonly dataDirectory: string;
  /** Moves the clock of the embedded AWS on; functions and tasks keep their own. */
  skip(seconds: number): void;
  /** By that clock, in milliseconds. */
  now(): number;
  close(): Promise<void>;
}

export interface BedSettings {
  /** Seconds, as the queue is told. Default 3. */
  readonly visibilitySeconds?: number;
  readonly maxReceiveCount?: number;
  readonly processor?: Partial<Topology['processor']>;
  /** Without any: nothing is redriven. */
  readonly redrive?: Partial<Topology['redrive']>;
  readonly bundles?: Partial<Bundles>;
}

/** `SLUICE_FAILURE_KEEP`: logs and objects of the stacks stay where they are, `sluice-failure-proof-…` among the temporary files. */
const keeps = process.env['SLUICE_FAILURE_KEEP'] !== undefined;

/** By which the topology's waits are divided. */
const waitFactor = 60;

/** As a setting of the topology: `seconds` in the stack. */
export const waits = (seconds: number): number => seconds * waitFactor;

export async function openBed(settings: BedSettings = {}): Promise<FailureBed> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-failure-proof-'));
  const topology = await topologyOf(settings);
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const stack = await startLocalStack({
    workspaceRoot,
    dataDirectory,
    topology,
    bundles: { ...otherBundles(), ...settings.bundles },
    waitFactor,
    clock: { now },
  });
  return {
    stack,
    topology,
    dataDirectory,
    now,
    skip: (seconds) => {
      aheadMs += seconds * 1000;
    },
    close: async () => {
      await stack.close();
      if (!keeps) await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function topologyOf(settings: BedSettings): Promise<Topology> {
  const topology = await readTopology(workspaceRoot);
  const { visibilitySeconds = 3, maxReceiveCount = 5 } = settings;
  const lane = {
    ...topology.queues.lanes.files,
    visibilityTimeoutSeconds: waits(visibilitySeconds),
    maxReceiveCount,
  };
  return {
    ...topology,
    queues: { ...topology.queues, lanes: { files: lane, rows: lane } },
    processor: {
      ...topology.processor,
      stopTimeoutSeconds: 20,
      // As many tasks as the test says, whatever waits.
      scaling: { ...topology.processor.scaling, evaluationSeconds: waits(3_600) },
      microBatch: { ...topology.processor.microBatch, maxAgeSeconds: waits(0.2) },
      backoff: { baseSeconds: waits(0.1), maxSeconds: waits(1) },
      ...settings.processor,
    },
    redrive: { ...topology.redrive, dryRun: settings.redrive === undefined, ...settings.redrive },
  };
}
