/** How often an interruption is repeated: DuckDB forgets one that comes between two queries. */
const INTERRUPT_EVERY_MS = 20;

/** Calls `interrupt` when the signal is aborted, again and again until the returned function is called. */
export function interruptOn(signal: AbortSignal, interrupt: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    interrupt();
    timer = setInterval(interrupt, INTERRUPT_EVERY_MS);
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return () => {
    signal.removeEventListener('abort', start);
    clearInterval(timer);
  };
}
