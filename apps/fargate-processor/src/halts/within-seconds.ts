/**
 * What a call gives, for so long. Its signal is aborted when time is up; a call that heeds no signal is left behind.
 * @throws {Error} when time is up; the signal's reason, when it is aborted before
 */
export function withinSeconds<T>(
  seconds: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const giveUp = (reason: unknown): void => {
      settle();
      reject(reason as Error);
      controller.abort(reason);
    };
    const onAbort = (): void => giveUp(signal.reason);
    const timer = setTimeout(() => giveUp(new Error(`no answer within ${seconds} s`)), seconds * 1000);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else call(controller.signal).then(resolve, reject).finally(settle);
  });
}
