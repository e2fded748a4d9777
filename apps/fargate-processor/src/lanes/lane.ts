/** One lane at work: polls until `stop`, then finishes what it holds unless `abort` comes first. */
export interface LaneSignals {
  /** Nothing more is received once it is aborted. */
  readonly stop: AbortSignal;
  /** Work under way is given up once it is aborted; its messages become visible again. */
  readonly abort: AbortSignal;
}

/** What the health endpoint tells of a lane. */
export interface LaneProgress {
  /** Messages received and not yet settled. */
  held: number;
  settled: number;
  /** When something was last received or settled, milliseconds. */
  lastProgressAt: number;
}
