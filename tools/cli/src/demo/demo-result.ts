import type { LedgerTotals } from '../status/ledger-totals.js';

/** The last line of `sluice demo --json`. */
export interface DemoResult {
  /** Whether every check held. */
  readonly ok: boolean;
  readonly datasets: readonly Omit<LedgerTotals, 'sources'>[];
  readonly redrive: RedriveStory;
  readonly durationSeconds: number;
}

/** What became of the messages that failed. */
export interface RedriveStory {
  /** Messages that reached a dead-letter queue; one that came twice counts twice. */
  readonly deadLettered: number;
  /** Messages that move tasks took back to their lane. */
  readonly redriven: number;
  /** Files that were dead-lettered and are in the warehouse now. */
  readonly recovered: number;
  /** Sources that cannot succeed without a person. */
  readonly parked: number;
}

/** One thing that has to be true in the end. */
export interface Check {
  readonly claim: string;
  readonly expected: number | string;
  readonly found: number | string;
}

export const holds = ({ expected, found }: Check): boolean => expected === found;
