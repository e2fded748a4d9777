import { VisibilityLostError, type Settlement } from '@sluice/message-queue';

/**
 * What the work on a message ends with. When the process gives it up it is released at once: what the work still has to
 * cancel goes on, and nobody waits for it with the message in hand.
 * @param signal the message's own
 */
export function releaseOnAbort(work: Promise<Settlement>, signal: AbortSignal): Promise<Settlement> {
  return new Promise((resolve, reject) => {
    const release = (): void => {
      // What is lost is not ours to release, and its work ends by itself.
      if (!(signal.reason instanceof VisibilityLostError)) resolve({ do: 'hide', seconds: 0 });
    };
    signal.addEventListener('abort', release);
    if (signal.aborted) release();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', release));
  });
}
