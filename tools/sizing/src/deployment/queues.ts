import type { Topology } from '@sluice/topology';
import { secondsPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';
import type { Charge, Line } from '../line.js';
import { by, per, product } from '../quantity.js';
import type { Transform } from './functions.js';
import type { Volumes } from './volumes.js';

const chunkBytes = 65_536;
/** A receive waits for so long. */
const receiveWaitSeconds = 20;

/** Row batches a month: at least one an invocation and dataset, more where they would not fit inline. */
export function rowMessagesOf(
  transform: Transform,
  volumes: Volumes,
  inputs: Inputs,
  topology: Topology,
): number {
  const bytes = volumes.streamGb * 1e9 * inputs.messageShare;
  return Math.max(transform.invocations * inputs.datasets, bytes / topology.queues.maxInlineContentBytes);
}

/**
 * A message is sent, received and deleted; send and receive are billed by 64 KB, each counted as begun. Row batches wait
 * hidden while they gather, so each is kept hidden once more.
 */
export function queueLines(
  rowMessages: number,
  tasks: number,
  volumes: Volumes,
  inputs: Inputs,
  charge: Charge,
): Line[] {
  return [
    charge(
      'SQS',
      'rows',
      'sqs.millionRequests',
      product(by(rowMessages, 'messages'), by(4, 'requests each'), per(1e6, '')),
    ),
    charge(
      'SQS',
      'rows, by 64 KB',
      'sqs.millionRequests',
      product(
        by(volumes.streamGb * 1e9, 'B'),
        by(inputs.messageShare, 'as messages'),
        by(2, 'ways'),
        per(chunkBytes, 'B'),
        per(1e6, ''),
      ),
    ),
    charge(
      'SQS',
      'files',
      'sqs.millionRequests',
      product(by(volumes.files, 'messages'), by(4, 'requests each'), per(1e6, '')),
    ),
    charge(
      'SQS',
      'receives that wait',
      'sqs.millionRequests',
      product(
        by(tasks, 'tasks'),
        by(2, 'lanes'),
        by(secondsPerMonth, 's'),
        per(receiveWaitSeconds, 's'),
        per(1e6, ''),
      ),
    ),
  ];
}
