import type { Topology } from './topology.js';

/**
 * The same topology with its waiting times divided by `factor` (1 to 60), for a stack that people or tests wait
 * for. Only how long things wait changes: counts, sizes, retention, the functions' timeouts and the redrive's
 * window stay as they are. What SQS and CloudWatch take in whole seconds is rounded up, to at least 1 s.
 */
export function scaleWaits(topology: Topology, factor: number): Topology {
  if (!(factor >= 1 && factor <= 60))
    throw new RangeError(`the wait factor lies between 1 and 60, not ${factor}`);
  const whole = (seconds: number) => Math.max(1, Math.ceil(seconds / factor));
  const fraction = (seconds: number) => seconds / factor;
  const { queues, processor, redrive, sweep } = topology;
  const lane = <L extends { visibilityTimeoutSeconds: number }>(settings: L): L => ({
    ...settings,
    visibilityTimeoutSeconds: whole(settings.visibilityTimeoutSeconds),
  });
  return {
    ...topology,
    queues: { ...queues, lanes: { files: lane(queues.lanes.files), rows: lane(queues.lanes.rows) } },
    eventSourceMapping: {
      ...topology.eventSourceMapping,
      maximumBatchingWindowSeconds:
        topology.eventSourceMapping.maximumBatchingWindowSeconds === 0
          ? 0
          : whole(topology.eventSourceMapping.maximumBatchingWindowSeconds),
    },
    processor: {
      ...processor,
      scaling: {
        ...processor.scaling,
        evaluationSeconds: fraction(processor.scaling.evaluationSeconds),
        scaleOutCooldownSeconds: fraction(processor.scaling.scaleOutCooldownSeconds),
        scaleInCooldownSeconds: fraction(processor.scaling.scaleInCooldownSeconds),
      },
      microBatch: { ...processor.microBatch, maxAgeSeconds: fraction(processor.microBatch.maxAgeSeconds) },
      backoff: {
        baseSeconds: fraction(processor.backoff.baseSeconds),
        maxSeconds: fraction(processor.backoff.maxSeconds),
      },
      wedgedAfterSeconds: fraction(processor.wedgedAfterSeconds),
      statementPoll: {
        ...processor.statementPoll,
        maxMilliseconds: Math.max(
          processor.statementPoll.minMilliseconds,
          fraction(processor.statementPoll.maxMilliseconds),
        ),
      },
    },
    deadLetterAlarm: {
      ...topology.deadLetterAlarm,
      periodSeconds: whole(topology.deadLetterAlarm.periodSeconds),
    },
    redrive: {
      ...redrive,
      scheduleSeconds: whole(redrive.scheduleSeconds),
      pauseSeconds: fraction(redrive.pauseSeconds),
      evidenceSeconds: whole(redrive.evidenceSeconds),
    },
    sweep: {
      ...sweep,
      scheduleSeconds: whole(sweep.scheduleSeconds),
      minAgeSeconds: fraction(sweep.minAgeSeconds),
    },
  };
}
