/** How long what a queue does not take is tried again. */
export interface Patience {
  /** Tries in a row that put nothing more on the queue, before it is given up. */
  readonly fruitlessTries: number;
  /** First pause; doubles up to the longest. With jitter. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
}

/** Half a minute beyond the queue's own retries and the SDK's. */
export const usualPatience: Patience = {
  fruitlessTries: 7,
  firstPauseMilliseconds: 500,
  longestPauseMilliseconds: 10_000,
};
