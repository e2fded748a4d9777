import { findDataset, unrouted } from '@sluice/contracts';
import type { RowBatch } from '@sluice/message-schemas';
import { laneConfig } from '../config.js';
import { describeFailure, isDoubtful } from '../failures/describe-failure.js';
import { settle, settleFault } from '../failures/settle.js';
import type { Settling } from '../failures/settling.js';
import type { Subject } from '../failures/subject.js';
import { traceIdOf } from '../failures/trace-id.js';
import { reportLoad } from '../report-load.js';
import type { Outcome } from '../work/outcome.js';
import { batchOrigin, processRowBatches } from '../work/process-row-batches.js';
import type { Holdings } from './holdings.js';
import type { LaneRun } from './lane.js';
import type { HeldBatch, WaitingMessage } from './micro-batch.js';
import { step } from './step.js';
import { whileAnyIsHeld } from './while-any-is-held.js';

export interface LoadContext extends LaneRun {
  readonly holdings: Holdings;
}

/**
 * Loads row batches of one dataset as one and ends their messages, each once. When the warehouse refuses the data,
 * halves are tried until the sources at fault stand alone: k of n take at most about 2k log n loads. So it goes also
 * when the load fails again with what does not say whose fault it is, so that one source cannot keep the others from
 * loading for ever. A load goes on while one of its messages is held; what nobody holds any more is not begun. Does not
 * throw.
 */
export async function loadRowBatches(batches: readonly HeldBatch[], context: LoadContext): Promise<void> {
  const held = batches.filter(({ messages }) => messages.some(({ signal }) => !signal.aborted));
  const [first] = held;
  if (!first) return;
  const { name } = first.opened.dataset;
  const messages = held.flatMap((batch) => batch.messages);
  const hold = whileAnyIsHeld(messages.map(({ signal }) => signal));
  const settlingOf = ({ opened }: HeldBatch, { message, signal }: WaitingMessage): Settling => ({
    ...context,
    message,
    subject: subjectOf(opened.batch),
    lane: laneConfig(context.environment.config, 'rows'),
    signal,
  });
  try {
    const beforeTransaction = () =>
      context.holdings.protect(messages.flatMap(({ message, signal }) => (signal.aborted ? [] : [message])));
    const opened = held.map((batch) => batch.opened);
    const outcome = await step('load', { source: name }, hold.signal, context, (watched, progressed) =>
      processRowBatches(first.opened.dataset, opened, watched, {
        signal: hold.signal,
        progressed,
        beforeTransaction,
      }),
    );
    report(outcome);
    await endEach(held, (batch, waiting) => settle(outcome, settlingOf(batch, waiting)));
  } catch (error) {
    const isSuspect = describeFailure(error).class === 'data' || (isDoubtful(error) && held.some(cameAgain));
    if (!isSuspect || held.length === 1 || hold.signal.aborted)
      return await endEach(held, (batch, waiting) => settleFault(error, settlingOf(batch, waiting)));
    const middle = Math.ceil(held.length / 2);
    await loadRowBatches(held.slice(0, middle), context);
    await loadRowBatches(held.slice(middle), context);
  } finally {
    hold.end();
  }

  function report(outcome: Outcome): void {
    const traceIds = messages.map(({ message }) => traceIdOf(message));
    if (outcome.kind === 'loaded') reportLoad(name, 'rows', outcome, traceIds, context.environment);
  }
}

/** One after the other: of many that are given up at once, each sends its story. */
async function endEach(
  batches: readonly HeldBatch[],
  end: (batch: HeldBatch, waiting: WaitingMessage) => ReturnType<typeof settle>,
): Promise<void> {
  for (const batch of batches)
    for (const waiting of batch.messages) {
      const ended = end(batch, waiting);
      waiting.end(ended);
      // What it throws is its work's end, and heard there.
      await ended.catch(() => undefined);
    }
}

const cameAgain = ({ messages }: HeldBatch): boolean =>
  messages.some(({ message }) => message.receiveCount > 1);

export const subjectOf = (batch: RowBatch): Subject => ({
  // A name that no contract has could be anything.
  dataset: findDataset(batch.dataset)?.name ?? unrouted.name,
  source: batchOrigin(batch),
  sourceId: batch.batchId,
});
