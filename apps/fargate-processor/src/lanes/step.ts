import type { Environment } from '../environment.js';
import type { Subject } from '../failures/subject.js';
import { watchedEnvironment } from '../health/watched.js';
import type { LaneRun } from './lane.js';

/**
 * A step of the work on a source: watched whether it gets on; it waits while halted, and is run again when what it fails
 * with halts.
 */
export async function step<T>(
  what: string,
  { source }: Pick<Subject, 'source'>,
  signal: AbortSignal,
  { environment, halts, activity }: Pick<LaneRun, 'environment' | 'halts' | 'activity'>,
  work: (watched: Environment, progressed: () => void) => Promise<T>,
): Promise<T> {
  const underWay = activity.begin(`${what}: ${source}`);
  try {
    return await halts.run(
      () => work(watchedEnvironment(environment, underWay), underWay.progressed),
      signal,
    );
  } finally {
    underWay.end();
  }
}
