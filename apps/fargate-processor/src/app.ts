import type { Environment } from './environment.js';
import type { Halts } from './halts/halts.js';
import type { ProcessorHealth } from './health/processor-health.js';
import { Company } from './lanes/company.js';
import { runFilesLane } from './lanes/files-lane.js';
import type { LaneSignals } from './lanes/lane.js';
import { runRowsLane } from './lanes/rows-lane.js';

export interface ProcessorParts {
  readonly environment: Environment;
  readonly halts: Halts;
  readonly health: ProcessorHealth;
  readonly signals: LaneSignals;
}

/**
 * The processor: waits until every load could succeed, then works on both lanes until told to stop, and resolves when
 * nothing is held any more.
 */
export async function runProcessor({ environment, halts, health, signals }: ProcessorParts): Promise<void> {
  if (!(await halts.begin())) return;
  health.phase = 'polling';
  environment.logger.info('polling');
  const { files, rows } = health.lanes;
  const company = new Company();
  await Promise.all([
    runFilesLane({ environment, halts, activity: files, company, signals }),
    runRowsLane({ environment, halts, activity: rows, company, signals }),
  ]);
}
