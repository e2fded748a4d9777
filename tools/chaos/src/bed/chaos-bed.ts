import { mkdir } from 'node:fs/promises';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { seededRandom, type SeededRandom } from '@sluice/contracts';
import {
  localEnvironment,
  localRegion,
  readTopology,
  startLocalStack,
  type Bundles,
  type LocalStack,
} from '@sluice/local-stack';
import { resourceNames } from '@sluice/topology';
import { FileTraffic } from '../traffic/file-traffic.js';
import { StreamTraffic } from '../traffic/stream-traffic.js';
import { breakableDisk, type BreakableDisk } from './breakable-disk.js';
import { chaosTopology, type ChaosSettings } from './chaos-topology.js';

export interface ChaosBedOptions extends ChaosSettings {
  readonly workspaceRoot: string;
  /** Objects, the warehouse and logs. */
  readonly dataDirectory: string;
  readonly seed: number;
  readonly bundles: Partial<Bundles>;
  readonly signal: AbortSignal;
}

/** The whole deployment with its producers. */
export interface ChaosBed {
  readonly stack: LocalStack;
  readonly random: SeededRandom;
  readonly stream: StreamTraffic;
  readonly files: FileTraffic;
  readonly disk: BreakableDisk;
  readonly workspaceRoot: string;
  readonly dataDirectory: string;
  /** What went wrong inside the embedded AWS. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** Stand in the request log as callers, so that what strikes producers strikes them alone. */
export const producers = 'chaos-producer';

export async function startChaosBed(options: ChaosBedOptions): Promise<ChaosBed> {
  const { workspaceRoot, dataDirectory, seed, signal } = options;
  await mkdir(dataDirectory, { recursive: true });
  const topology = chaosTopology(await readTopology(workspaceRoot), options);
  const { processor } = resourceNames(topology, localEnvironment);
  const disk = await breakableDisk({ ...options, processor });
  const warnings: string[] = [];
  const stack = await startLocalStack({
    workspaceRoot,
    dataDirectory,
    signal,
    topology,
    bundles: { ...options.bundles, 'fargate-processor': disk.processorBundle },
    warn: (line) => void warnings.push(line),
  });
  const settings = {
    endpoint: stack.aws.endpoint,
    region: localRegion,
    credentials: { accessKeyId: producers, secretAccessKey: 'local' },
    maxAttempts: 10,
  };
  const kinesis = new KinesisClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  return {
    stack,
    random: seededRandom(seed),
    // Generators of their own: how far one has come must not depend on what the others do meanwhile.
    stream: new StreamTraffic(kinesis, stack.names.stream, seededRandom(seed + 1)),
    files: new FileTraffic(s3, stack.names.landingBucket, seededRandom(seed + 2)),
    disk,
    workspaceRoot,
    dataDirectory,
    warnings,
    close: async () => {
      await disk.mend();
      await stack.close();
      kinesis.destroy();
      s3.destroy();
    },
  };
}
