import type { ConsumedQueue } from '@sluice/message-queue';
import type { Halts } from './halts.js';

/**
 * A queue from which nothing is received while halted: a long poll that is under way when a halt begins is ended. What
 * SQS hands out in that very moment comes again after its visibility, one receive poorer.
 */
export function receiveUnlessHalted(queue: ConsumedQueue, halts: Pick<Halts, 'whileOpen'>): ConsumedQueue {
  return {
    acknowledgeAll: (...input) => queue.acknowledgeAll(...input),
    extendVisibilityOfAll: (...input) => queue.extendVisibilityOfAll(...input),
    async receive(queueUrl, options) {
      const either = new AbortController();
      const end = (): void => either.abort();
      const signals = [halts.whileOpen, ...(options.signal ? [options.signal] : [])];
      for (const signal of signals) signal.addEventListener('abort', end);
      if (signals.some(({ aborted }) => aborted)) end();
      try {
        return await queue.receive(queueUrl, { ...options, signal: either.signal });
      } finally {
        for (const signal of signals) signal.removeEventListener('abort', end);
      }
    },
  };
}
