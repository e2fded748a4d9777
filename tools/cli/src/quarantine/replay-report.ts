import { count, counted, table } from '../terminal/table.js';
import type { VerdictAgain } from './verdict-again.js';

export type ReplayState = 'judged' | 'not run' | 'sent' | 'stopped';

/** What a replay of the quarantine met and did. */
export interface QuarantineTally {
  readonly read: number;
  /** Good by the contract of now. */
  readonly good: number;
  /** Of those, on the rows queue. */
  readonly sent: number;
  /** Still bad, by the reason of now. */
  readonly bad: Readonly<Record<string, number>>;
  readonly unreadable: Readonly<Record<string, number>>;
}

export class CountedQuarantine {
  #read = 0;
  #good = 0;
  #sent = 0;
  readonly #bad: Record<string, number> = {};
  readonly #unreadable: Record<string, number> = {};

  add(verdict: VerdictAgain): void {
    this.#read++;
    if (verdict.is === 'good') this.#good++;
    else if (verdict.is === 'bad') this.#bad[verdict.reason] = (this.#bad[verdict.reason] ?? 0) + 1;
    else this.#unreadable[verdict.why] = (this.#unreadable[verdict.why] ?? 0) + 1;
  }

  sent(records: number): void {
    this.#sent += records;
  }

  get tally(): QuarantineTally {
    return {
      read: this.#read,
      good: this.#good,
      sent: this.#sent,
      bad: { ...this.#bad },
      unreadable: { ...this.#unreadable },
    };
  }
}

/** Lines for people, or one line of JSON. */
export function reportReplay(
  dataset: string,
  tally: QuarantineTally,
  state: ReplayState,
  json: boolean,
): string {
  const { read, good, sent, bad, unreadable } = tally;
  if (json) return `${JSON.stringify({ dataset, state, ...tally })}\n`;
  if (read === 0) return `${dataset}: nothing of it is quarantined\n`;
  const rows = [
    ...Object.entries(bad).map(([reason, records]) => [`still bad: ${reason}`, records] as const),
    ...Object.entries(unreadable).map(([why, records]) => [why, records] as const),
  ].sort(([, one], [, other]) => other - one);
  const left = rows.map(([what, records]) => [what, count(records)]);
  return [
    ...(left.length === 0 ? [] : [table(['stay quarantined', 'records'], left)]),
    `${dataset}: ${counted(read, 'record')} judged again, ${count(good)} good now, ${sentText(sent, state)}`,
    '',
  ].join('\n');
}

const sentText = (sent: number, state: ReplayState): string => {
  if (state === 'sent') return `${count(sent)} sent to be loaded`;
  return state === 'stopped' ? `${count(sent)} sent so far` : 'none sent';
};

export const exitCodeOf = ({ read, good }: QuarantineTally): number => (read === good ? 0 : 1);
