import type { Topology } from '@sluice/topology';

/** What a run needs otherwise than a deployment does. Waiting times as in `infra/topology.json`: they are divided. */
export interface ChaosSettings {
  /** Attempts at one source in all. */
  readonly maxAttempts: number;
  /** Of the lanes' queues, undivided. */
  readonly visibilityTimeoutSeconds: number;
}

/**
 * The deployment's topology for a run in which a minute stands for an hour. Settings that nobody divides, because they
 * bound what a machine does, are those of a small machine on which everything is slow.
 */
export function chaosTopology(topology: Topology, settings: ChaosSettings): Topology {
  const { processor, queues, functions } = topology;
  const lane = <L extends { visibilityTimeoutSeconds: number }>(each: L): L => ({
    ...each,
    visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
  });
  return {
    ...topology,
    queues: { ...queues, lanes: { files: lane(queues.lanes.files), rows: lane(queues.lanes.rows) } },
    eventSourceMapping: {
      ...topology.eventSourceMapping,
      batchSize: 200,
      maximumBatchingWindowSeconds: 0,
    },
    functions: {
      ...functions,
      's3-trigger': { ...functions['s3-trigger'], timeoutSeconds: 10 },
      'kinesis-transform': { ...functions['kinesis-transform'], timeoutSeconds: 30 },
      'dlq-redrive': { ...functions['dlq-redrive'], timeoutSeconds: 15 },
    },
    processor: {
      ...processor,
      scaling: { ...processor.scaling, minTasks: 2, maxTasks: 3 },
      stopTimeoutSeconds: 15,
      filesConcurrency: 2,
      microBatch: { ...processor.microBatch, maxAgeSeconds: 20, maxSources: 40 },
      backoff: { baseSeconds: 15, maxSeconds: 180 },
      maxAttempts: settings.maxAttempts,
      statementTimeoutSeconds: 60,
    },
    redrive: { ...topology.redrive, scheduleSeconds: 240, windowSeconds: redriveWindowSeconds },
  };
}

/** Nobody divides it; a day is longer than any run. */
export const redriveWindowSeconds = 180;
