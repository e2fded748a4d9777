import {
  deliverRecords,
  type Delivered,
  type DeliverySettings,
  type StreamRecord,
} from '@sluice/stream-transform';
import type { Environment } from './environment.js';

/** Kept of the function's time for ending what is under way and saying what was not sent. */
const reserveMilliseconds = 2000;
/** Kept besides for sending what was judged, a quarter of the time at most. */
const sendingMilliseconds = 8000;

/**
 * Delivers as much as the function's time allows: stops judging while there is time to send, stops sending while there
 * is time to say so. When even that gets stuck, nothing counts as sent: all of it comes again, and is known by its
 * identities.
 * @param remaining milliseconds until the function is cut off
 */
export async function deliverInTime(
  records: readonly StreamRecord[],
  settings: DeliverySettings,
  environment: Environment,
  remaining: () => number,
): Promise<Delivered> {
  const budget = Math.max(0, remaining() - reserveMilliseconds);
  const closing = reserveMilliseconds + Math.min(sendingMilliseconds, budget / 4);
  const controller = new AbortController();
  if (budget === 0) controller.abort();
  const timers: NodeJS.Timeout[] = [setTimeout(() => controller.abort(), budget)];
  const stuck = new Promise<Delivered>((resolve) => {
    const answer = () => resolve({ datasets: {}, firstUnsent: 0, code: 'Timeout' });
    timers.push(setTimeout(answer, budget + reserveMilliseconds / 2));
  });
  try {
    const isClosing = () => remaining() < closing;
    const delivery = deliverRecords(records, settings, { ...environment, isClosing }, controller.signal);
    return await Promise.race([delivery, stuck]);
  } finally {
    timers.forEach(clearTimeout);
  }
}
