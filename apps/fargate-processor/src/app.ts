import type { Environment } from './environment.js';
import { runFilesLane } from './lanes/files-lane.js';
import type { LaneProgress, LaneSignals } from './lanes/lane.js';
import { runRowsLane } from './lanes/rows-lane.js';
import { preconditionsHold } from './preconditions.js';

/** What the health endpoint tells. */
export interface ProcessorStatus {
  /** Whether the preconditions held and the lanes are polled. */
  ready: boolean;
  readonly files: LaneProgress;
  readonly rows: LaneProgress;
}

export function initialStatus(now: number): ProcessorStatus {
  const lane = (): LaneProgress => ({ held: 0, settled: 0, lastProgressAt: now });
  return { ready: false, files: lane(), rows: lane() };
}

/**
 * The processor: waits until the warehouse can take loads, then works on both lanes until told to stop, and
 * resolves when nothing is held any more.
 */
export async function runProcessor(
  environment: Environment,
  status: ProcessorStatus,
  signals: LaneSignals,
): Promise<void> {
  if (!(await preconditionsHold(environment, signals.stop))) return;
  status.ready = true;
  environment.logger.info('polling');
  await Promise.all([
    runFilesLane(environment, status.files, signals),
    runRowsLane(environment, status.rows, signals),
  ]);
}
