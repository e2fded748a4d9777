/** The times that follow from a visibility timeout, in milliseconds. */
export interface VisibilityTimes {
  readonly timeout: number;
  /**
   * What is not relied on, before the end of a visibility: clocks, networks and garbage collectors take their time, and
   * so does a work that is told to end.
   */
  readonly margin: number;
  /** From one extension to the next: two may fail before it matters. */
  readonly beat: number;
  /** Before a call that failed so many times in a row is tried again; grows, with jitter. */
  retryPause(failures: number): number;
}

export function visibilityTimes(timeoutSeconds: number): VisibilityTimes {
  const timeout = Math.ceil(timeoutSeconds) * 1000;
  const firstPause = Math.min(1000, timeout / 50);
  return {
    timeout,
    // A second where the timeout has room for one.
    margin: Math.max(timeout / 10, Math.min(1000, timeout / 4)),
    beat: timeout / 3,
    retryPause: (failures) =>
      Math.min(firstPause * 2 ** (failures - 1), timeout / 15) * (0.5 + Math.random() / 2),
  };
}
