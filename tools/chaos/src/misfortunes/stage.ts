import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '@sluice/contracts';
import type { ChaosBed } from '../bed/chaos-bed.js';
import type { Operator } from '../bed/operator.js';
import type { RequestWatch } from '../bed/request-watch.js';
import type { RuleBook } from './rule-book.js';
import type { Tally } from './tally.js';

/** What every misfortune works with. */
export interface Stage {
  readonly bed: ChaosBed;
  readonly book: RuleBook;
  readonly tally: Tally;
  readonly operator: Operator;
  readonly watch: RequestWatch;
  /** Keys of files of which each worker dies that reads them, with the rule that kills it. */
  readonly deadly: Map<string, string>;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** Aborts when calm begins. */
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** Something that goes wrong, or is done, for a while; resolves when it is over. */
export type Episode = (stage: Stage) => Promise<void>;

/** More than this in a lane and nobody adds to it: what piles up is only waited for again when calm has come. */
export const mostWaiting = 50;

/** False when calm began first. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<boolean> =>
  delay(milliseconds, true, { signal }).catch(() => false);

/** In any order, each once. */
function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** All of them in any order, again and again: chance alone would leave some out of a short run. */
export function* endlessly<T>(items: () => readonly T[], random: SeededRandom): Generator<T, never> {
  for (;;) yield* shuffled(items(), random);
}
