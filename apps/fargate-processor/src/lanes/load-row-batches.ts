import { findDataset, unrouted } from '@sluice/contracts';
import type { ReceivedMessage } from '@sluice/message-queue';
import type { RowBatch } from '@sluice/message-schemas';
import type { LaneConfig } from '../config.js';
import type { Environment } from '../environment.js';
import { describeFailure, isDoubtful } from '../failures/describe-failure.js';
import { settle, settleFault } from '../failures/settle.js';
import type { Subject } from '../failures/subject.js';
import { reportLoad } from '../report-load.js';
import type { Outcome } from '../work/outcome.js';
import { batchOrigin, processRowBatches } from '../work/process-row-batches.js';
import type { HeldBatch } from './micro-batch.js';

/** Lets go of messages and ends each in its way; what cannot be settled comes back by itself. */
export type SettleEach = (
  messages: readonly ReceivedMessage[],
  finish: (message: ReceivedMessage) => Promise<void>,
) => Promise<void>;

export interface RowsLaneContext {
  readonly environment: Environment;
  readonly lane: LaneConfig;
  readonly settleEach: SettleEach;
  readonly abort: AbortSignal;
}

/**
 * Loads row batches of one dataset as one and settles their messages, each once. When the warehouse refuses the data,
 * halves are tried until the sources at fault stand alone: k of n take at most about 2k log n loads. So it goes also
 * when the load fails again with what does not say whose fault it is, so that one source cannot keep the others from
 * loading for ever. Does not throw for what became of a load.
 */
export async function loadRowBatches(batches: readonly HeldBatch[], context: RowsLaneContext): Promise<void> {
  const [first] = batches;
  if (!first) return;
  const { environment, lane, settleEach, abort } = context;
  const { dataset } = first.opened;
  const opened = batches.map((held) => held.opened);
  let outcome: Outcome;
  try {
    outcome = await processRowBatches(dataset, opened, environment, abort);
  } catch (error) {
    const failure = describeFailure(error);
    const isSuspect = failure.class === 'data' || (isDoubtful(error) && batches.some(cameAgain));
    if (isSuspect && batches.length > 1 && !abort.aborted) {
      const middle = Math.ceil(batches.length / 2);
      await loadRowBatches(batches.slice(0, middle), context);
      return loadRowBatches(batches.slice(middle), context);
    }
    for (const held of batches)
      await settleEach(held.messages, (message) =>
        settleFault(message, subjectOf(held.opened.batch), error, lane, environment, abort),
      );
    return;
  }
  if (outcome.kind === 'loaded') reportLoad(dataset.name, 'rows', outcome, environment);
  for (const held of batches)
    await settleEach(held.messages, (message) =>
      settle(message, subjectOf(held.opened.batch), outcome, lane, environment),
    );
}

const cameAgain = ({ messages }: HeldBatch): boolean => messages.some(({ receiveCount }) => receiveCount > 1);

export const subjectOf = (batch: RowBatch): Subject => ({
  // A name that no contract has could be anything.
  dataset: findDataset(batch.dataset)?.name ?? unrouted.name,
  source: batchOrigin(batch),
  sourceId: batch.batchId,
});
