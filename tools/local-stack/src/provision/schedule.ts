import type { StackContext } from '../stack-context.js';

/** The redrive's own schedule: an alarm fires once, and what it set off may have been too early. */
export interface RedriveSchedule {
  /** Stops it, so that only alarms set off the redrive, until it is resumed. */
  hold(): { resume(): void };
}

export function provisionRedriveSchedule(
  { topology, names, aws }: StackContext,
  functionArn: string,
): RedriveSchedule {
  const create = () =>
    aws.scheduler.createSchedule({
      name: names.redriveSchedule,
      everySeconds: topology.redrive.scheduleSeconds,
      functionArn,
      payload: { source: 'sluice.redrive-schedule' },
    });
  create();
  return {
    hold: () => {
      aws.scheduler.deleteSchedule(names.redriveSchedule);
      return { resume: create };
    },
  };
}
