import type { QueueGauge } from '../kernel/ports.js';

/**
 * Scaling by the backlog that each task has: target tracking on visible messages per task, with a step from zero,
 * which target tracking alone cannot leave.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export interface BacklogScaling {
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Visible messages that one task should have before it. */
  readonly backlogPerTask: number;
  /** Their messages count together. */
  readonly queueNames: readonly string[];
  /** How often the queues are looked at. */
  readonly evaluationSeconds: number;
  /** From one scale-out to the next. */
  readonly scaleOutCooldownSeconds: number;
  /** From any change to a scale-in. */
  readonly scaleInCooldownSeconds: number;
}

/** What is decided on; times in milliseconds. */
export interface ScalingState {
  readonly desiredCount: number;
  readonly nowMs: number;
  readonly lastScaleOutMs: number;
  readonly lastScaleInMs: number;
}

/** How many tasks there should be; the present count where nothing is to change. */
export function nextDesiredCount(
  scaling: BacklogScaling,
  gauges: readonly QueueGauge[],
  state: ScalingState,
): number {
  const { desiredCount, nowMs, lastScaleOutMs, lastScaleInMs } = state;
  const queues = gauges.filter(({ queueName }) => scaling.queueNames.includes(queueName));
  // A metric that misses a part has no value, and nothing is done for want of data.
  if (queues.length < scaling.queueNames.length) return desiredCount;
  const sum = (of: (gauge: QueueGauge) => number) => queues.reduce((total, gauge) => total + of(gauge), 0);
  const visible = sum((gauge) => gauge.visible);
  const wanted = Math.min(
    scaling.maxTasks,
    Math.max(scaling.minTasks, Math.ceil(visible / scaling.backlogPerTask)),
  );
  const isOver = (sinceMs: number, seconds: number) => nowMs - sinceMs >= seconds * 1000;
  if (wanted > desiredCount) {
    return isOver(lastScaleOutMs, scaling.scaleOutCooldownSeconds) ? wanted : desiredCount;
  }
  // Work that was taken, or backs off, is not visible and still somebody's.
  const isEmpty = visible + sum((gauge) => gauge.notVisible) === 0;
  const isCalm = isOver(Math.max(lastScaleOutMs, lastScaleInMs), scaling.scaleInCooldownSeconds);
  return wanted < desiredCount && isEmpty && isCalm ? wanted : desiredCount;
}
