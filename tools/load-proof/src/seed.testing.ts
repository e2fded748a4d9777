/** Decides every random choice of a run; another one with `SLUICE_LOAD_SEED`. */
export const testSeed = Number(process.env['SLUICE_LOAD_SEED'] ?? 20260301);

/** mulberry32: numbers from 0 (inclusive) to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
