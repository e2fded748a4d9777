/** Whether laws are tried in full, as `npm run test:slow` does. */
export const inFull = process.env['SLUICE_SLOW_TESTS'] !== undefined;

/** How often a law is tried: `everyDay` in `npm test`, `full` by `npm run test:slow`. */
export const runsOf = (everyDay: number, full: number): number => (inFull ? full : everyDay);
