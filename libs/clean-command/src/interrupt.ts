/** Exit codes by convention: 128 and the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

export interface Interrupt {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** 130 or 143 after a signal; undefined before. */
  exitCode(): number | undefined;
  /** Resolves with the first signal. */
  readonly arrived: Promise<void>;
}

/** Whoever cannot wait for things to stop in order interrupts once more; child processes end with this one. */
export function catchInterrupts(): Interrupt {
  const controller = new AbortController();
  let code: number | undefined;
  const arrived = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const)
      process.on(name, () => {
        if (code !== undefined) process.exit(exitCodes[name]);
        code = exitCodes[name];
        controller.abort();
        resolve();
      });
  });
  return { signal: controller.signal, exitCode: () => code, arrived };
}
