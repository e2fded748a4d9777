import { randomInt } from 'node:crypto';

/** Decides every random choice of a run. It stands in the tests' names; `SLUICE_STREAM_SEED` repeats a run. */
export const testSeed = Number(process.env['SLUICE_STREAM_SEED'] ?? randomInt(2 ** 31));
