import { bundleSha256 } from '../processes/node-child.js';
import type { BacklogScaling } from './backlog-scaling.js';
import type { ServiceConfig } from './service-config.js';

const MAX_STOP_TIMEOUT_SECONDS = 120;

/** Throws `RangeError` for what ECS would refuse, and what reading throws where the bundle cannot be read. */
export function checkServiceConfig(config: ServiceConfig): void {
  if ((config.stopTimeoutSeconds ?? 0) > MAX_STOP_TIMEOUT_SECONDS) {
    throw new RangeError(`Fargate waits ${MAX_STOP_TIMEOUT_SECONDS} s for a task to stop, and no longer.`);
  }
  if (config.desiredCount !== undefined) checkCount(config.desiredCount);
  if (config.scaling !== undefined) checkScaling(config.scaling);
  bundleSha256(config.bundlePath);
}

export function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 0) return;
  throw new RangeError('The desired count is a whole number, 0 or more.');
}

function checkScaling(scaling: BacklogScaling): void {
  const { minTasks, maxTasks, backlogPerTask, evaluationSeconds, queueNames } = scaling;
  if (!Number.isInteger(minTasks) || !Number.isInteger(maxTasks) || minTasks < 0 || maxTasks < minTasks) {
    throw new RangeError('minTasks and maxTasks are whole numbers, 0 or more, and in this order.');
  }
  if (!(backlogPerTask > 0) || !(evaluationSeconds > 0) || queueNames.length === 0) {
    throw new RangeError(
      'backlogPerTask and evaluationSeconds are above 0, and there is a queue to look at.',
    );
  }
}
