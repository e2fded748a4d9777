/** Whether laws are tried in full, as `npm run test:slow` does. */
const inFull = process.env['SLUICE_SLOW_TESTS'] !== undefined;

/** How often a law is tried: `everyDay` in `npm test`, `full` by `npm run test:slow`. */
export const runsOf = (everyDay: number, full: number): number => (inFull ? full : everyDay);

/** Names of faults that are planted to see them found: in `npm test`, which tries each in full. */
export const planted = (faults: object): readonly string[] => (inFull ? [] : Object.keys(faults));
