import type { Instance, QueueGauges } from '../kernel/ports.js';
import { nextDesiredCount, type BacklogScaling } from './backlog-scaling.js';

/** A service as the scaler sees it. */
export interface ScalableService {
  readonly name: string;
  desiredCount(): number;
  setDesiredCount(count: number): void;
}

/** Looks at the queues at each interval and sets the service's desired count, until it is stopped. */
export function startBacklogScaler(
  service: ScalableService,
  scaling: BacklogScaling,
  { clock, warn }: Instance,
  { gauges }: QueueGauges,
): { stop(): void } {
  // A new service is at rest: its first change waits for nothing.
  let lastScaleOutMs = -Infinity;
  let lastScaleInMs = -Infinity;
  const evaluate = () => {
    const desiredCount = service.desiredCount();
    const nowMs = clock.now();
    const state = { desiredCount, nowMs, lastScaleOutMs, lastScaleInMs };
    const next = nextDesiredCount(scaling, gauges(), state);
    if (next === desiredCount) return;
    if (next > desiredCount) lastScaleOutMs = nowMs;
    else lastScaleInMs = nowMs;
    try {
      service.setDesiredCount(next);
    } catch (error) {
      warn(`ecs ${service.name} cannot scale to ${next}: ${String(error)}`);
    }
  };
  const timer = setInterval(evaluate, scaling.evaluationSeconds * 1000);
  return { stop: () => clearInterval(timer) };
}
