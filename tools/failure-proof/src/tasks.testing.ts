import type { LocalStack } from '@sluice/local-stack';
import { expect } from 'vitest';
import { eventually } from './eventually.testing.js';
import type { FailureBed } from './failure-bed.testing.js';
import { logged, processorLog } from './seen.testing.js';

export type TaskStatus = ReturnType<LocalStack['processor']['tasks']>[number];
export type TaskExit = ReturnType<LocalStack['processor']['exits']>[number];

/** Resolves with the running task when it is the only one and its process has started. */
export const oneTask = ({
  stack: { processor },
}: FailureBed): Promise<TaskStatus & { readonly pid: number }> =>
  eventually(() => {
    const [task, ...others] = processor.tasks();
    expect(others).toEqual([]);
    expect(task).toMatchObject({ status: 'RUNNING', pid: expect.any(Number) as number });
    return task as TaskStatus & { readonly pid: number };
  });

/** Resolves with how the task ended. */
export const exitOf = ({ stack: { processor } }: FailureBed, taskArn: string): Promise<TaskExit> =>
  eventually(() => {
    const exit = processor.exits().find((one) => one.taskArn === taskArn);
    expect(exit, 'the task runs').toBeDefined();
    return exit as TaskExit;
  });

/**
 * Tells the task to end, as Spot does, protected or not; none takes its place. Resolves when it knows.
 * @returns when it was told, in milliseconds
 */
export async function tellToStop(bed: FailureBed, { taskArn }: TaskStatus): Promise<number> {
  const { processor } = bed.stack;
  const since = (await processorLog(bed)).length;
  const toldAt = Date.now();
  processor.setDesiredCount(0);
  processor.interrupt(taskArn);
  await logged(bed, 'draining', since);
  return toldAt;
}
