import type { Lane } from './config.js';
import type { Environment } from './environment.js';
import { readTriggers, type Trigger } from './read-trigger.js';
import { redriveLane, type Run } from './redrive-lane.js';

/**
 * One run: trigger → lanes it concerns → decide on each → start a move task, wait or give up. An alarm fires once,
 * so the schedule asks again; either may come twice.
 * @throws {AggregateError} of the lanes that could not be decided on, after the others were; Lambda runs it again
 */
export async function redriveLanes(event: unknown, environment: Environment): Promise<void> {
  const triggers = readTriggers(event);
  const run: Run = {
    scheduled: triggers.some(({ kind }) => kind === 'schedule'),
    dryRun: environment.config.REDRIVE_DRY_RUN || triggers.some(wantsDryRun),
  };
  const lanes = new Set(triggers.flatMap((trigger) => lanesOf(trigger, environment)));
  const faults: unknown[] = [];
  for (const lane of lanes) {
    try {
      await redriveLane(lane, run, environment);
    } catch (error) {
      environment.logger.error({ err: error, lane: lane.name }, 'not decided');
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} of ${lanes.size} lanes failed`);
}

const wantsDryRun = (trigger: Trigger): boolean => trigger.kind === 'schedule' && trigger.dryRun;

function lanesOf(trigger: Trigger, { config, logger }: Environment): readonly Lane[] {
  if (trigger.kind === 'schedule') return config.LANES;
  if (trigger.kind === 'unknown') {
    logger.warn({ problem: trigger.problem }, 'unknown event');
    return [];
  }
  const { AlarmName: alarm, NewStateValue: state } = trigger.alarm;
  const lane = config.LANES.find(({ name }) => name === config.ALARM_NAMES[alarm]);
  if (!lane) {
    logger.warn({ alarm, state }, 'unknown alarm');
    return [];
  }
  logger.info({ alarm, state, lane: lane.name }, state === 'ALARM' ? 'alarm' : 'no alarm: nothing to do');
  return state === 'ALARM' ? [lane] : [];
}
