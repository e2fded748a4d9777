/** Repeatable random numbers: the same seed gives the same sequence everywhere. Not for secrets. */
export interface SeededRandom {
  /** From 0 to below 1. */
  next(): number;
  /** An integer from 0 to `count - 1`. */
  below(count: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  chance(share: number): boolean;
}

/** Two 32-bit xorshift registers, mixed on the way out. */
export function seededRandom(seed: number): SeededRandom {
  let low = (seed ^ 0x6a09e667) | 1;
  let high = (Math.imul(seed, 0x9e3779b1) ^ 0xbb67ae85) | 1;
  const bits = (): number => {
    low ^= low << 13;
    low ^= low >>> 17;
    low ^= low << 5;
    high ^= high << 7;
    high ^= high >>> 9;
    high ^= high << 8;
    return Math.imul(low + high, 0x85ebca6b) ^ (low >>> 15);
  };
  const next = () => (bits() >>> 0) / 4294967296;
  const below = (count: number) => Math.floor(next() * count);
  for (let warming = 0; warming < 16; warming++) bits();
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[0],
    chance: (share) => next() < share,
  };
}
