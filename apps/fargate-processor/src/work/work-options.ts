/** What the work on a source is given beside its environment. */
export interface WorkOptions {
  /** Ends it; a statement in flight is cancelled. */
  readonly signal: AbortSignal;
  /** Told of each step that was done. */
  readonly progressed: () => void;
  /** Waited for before the transaction is sent: from there on an interruption costs the most. */
  readonly beforeTransaction: () => Promise<void>;
}
