import type { FaultRule } from '@sluice/local-stack';
import { expect } from 'vitest';
import type { FailureBed } from './failure-bed.testing.js';

/** What is struck by a rule for as long as it stands. */
export interface Fault {
  /** Resolves when it has struck. */
  readonly struck: Promise<unknown>;
  times(): number;
  /** What it holds goes on. */
  end(): void;
}

/** For what the processor's tasks ask, and nobody else. */
export const strikeProcessor = (bed: FailureBed, rule: FaultRule): Fault =>
  strike(bed, { ...rule, caller: `ecs-${bed.stack.names.processor}` });

/** For what the redrive asks, and nobody else. */
export const strikeRedrive = (bed: FailureBed, rule: FaultRule): Fault =>
  strike(bed, { ...rule, caller: `lambda-${bed.stack.names.functions.dlqRedrive}` });

function strike({ stack: { aws } }: FailureBed, rule: FaultRule): Fault {
  const id = aws.faults.add(rule);
  return {
    struck: aws.faults.hasStruck(id),
    times: () => aws.faults.list().find((one) => one.id === id)?.struck ?? 0,
    end: () => void aws.faults.remove(id),
  };
}

/** Ends what a test has left in force. */
export const endFaults = ({ stack: { aws } }: FailureBed): void => aws.faults.clear();

/** Of the statements of a load of the dataset, one stands still until the fault ends; by default its third, behind the lock. */
export const holdLoad = (bed: FailureBed, dataset: string, statement = 3): Fault =>
  strikeProcessor(bed, {
    service: 'redshift-data',
    kind: 'hold-statement',
    resource: `sluice load ${dataset}`,
    statement,
    times: 1,
  });

/** The processor's read of an object stands still until the fault ends. */
export const holdRead = (bed: FailureBed, key: string): Fault =>
  strikeProcessor(bed, { service: 's3', operation: 'GetObject', resource: key, kind: 'hold', times: 1 });

/** Resolves when the fault has struck. */
export const hasStruck = async (fault: Fault): Promise<void> => {
  await fault.struck;
  expect(fault.times()).toBeGreaterThan(0);
};
