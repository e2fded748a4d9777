import type { ChaosBed } from '../bed/chaos-bed.js';
import { pause, type Stage } from './stage.js';

/** SIGKILL, at any moment, to any task or function that runs, until it is enough. */
export async function killAnything(
  stage: Stage,
  meanMilliseconds: number,
  isEnough: () => boolean,
): Promise<void> {
  const { bed, tally, signal } = stage;
  while (await pause(meanMilliseconds * (0.5 + bed.random.next()), signal)) {
    if (isEnough()) continue;
    const pids = runningProcesses(bed);
    const pid = pids[bed.random.below(pids.length)];
    if (pid !== undefined && kill(pid)) tally.add('kill');
  }
}

/** As when the power fails. Returns how many died. */
export const killEverything = (bed: ChaosBed): number => runningProcesses(bed).filter(kill).length;

/** Of the apps: the bundles' own processes. */
function runningProcesses({ stack: { aws, processor } }: ChaosBed): readonly number[] {
  const functions = aws.lambda.functions().flatMap(({ environments }) => environments.map(({ pid }) => pid));
  return [...processor.tasks().flatMap(({ pid }) => pid ?? []), ...functions];
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It had gone already.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
