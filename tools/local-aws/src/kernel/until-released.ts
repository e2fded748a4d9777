/** Waits as long as a fault holds, and throws the signal's reason when that comes first. */
export async function untilReleased(held: Promise<unknown> | undefined, signal: AbortSignal): Promise<void> {
  if (held === undefined) return;
  signal.throwIfAborted();
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', abort, { once: true });
  await Promise.race([held, aborted]).finally(() => signal.removeEventListener('abort', abort));
}
