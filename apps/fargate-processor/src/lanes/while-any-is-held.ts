/** A signal that is aborted once all of the others are, with the last one's reason: nobody needs the result any more. */
export function whileAnyIsHeld(signals: readonly AbortSignal[]): {
  readonly signal: AbortSignal;
  /** Lets go of the others. */
  end(): void;
} {
  const controller = new AbortController();
  let left = signals.length;
  const listeners = signals.map((signal) => {
    const leave = (): void => {
      left -= 1;
      if (left === 0) controller.abort(signal.reason);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    return { signal, leave };
  });
  return {
    signal: controller.signal,
    end: () => {
      for (const { signal, leave } of listeners) signal.removeEventListener('abort', leave);
    },
  };
}
