/** Decides every random choice of a run; another one with `SLUICE_LOAD_SEED`. */
export const testSeed = Number(process.env['SLUICE_LOAD_SEED'] ?? 20260301);
