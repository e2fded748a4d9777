import { seededRandom, type SeededRandom } from '@sluice/contracts';

/** Random choices, the same for the same seed. */
export interface Random extends Pick<SeededRandom, 'below' | 'chance'> {
  /** From `from` to `to`, both included. */
  between(from: number, to: number): number;
  pick<T>(choices: readonly T[]): T;
  /** As many as asked for, in any order, perhaps with repeats. */
  some<T>(choices: readonly T[], count: number): T[];
  shuffled<T>(items: readonly T[]): T[];
}

export function createRandom(seed: number): Random {
  const { next, below, chance } = seededRandom(seed);
  const pick = <T>(choices: readonly T[]): T => {
    if (choices.length === 0) throw new RangeError('nothing to pick from');
    return choices[below(choices.length)] as T;
  };
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    chance,
    pick,
    some: (choices, count) => Array.from({ length: count }, () => pick(choices)),
    shuffled: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  };
}
