/**
 * Sources of so many attempts load with their like only, and with ten times fewer for each attempt: one that kills the
 * process stands alone soon, and its neighbours are not counted down with it.
 * @param attempt number of the counted attempt; 0 for what was not tried before
 */
export const sourcesTogether = (attempt: number, maxSources: number): number =>
  Math.max(1, Math.floor(maxSources / 10 ** attempt));

/** From this attempt on a source is worked on alone in its process, whatever its lane. */
export const aloneFromAttempt = 3;

/** Sources of the same standing may load together. All that load alone are of one. */
export function standingOf(attempt: number, maxSources: number): number {
  let standing = 0;
  while (standing < attempt && sourcesTogether(standing, maxSources) > 1) standing += 1;
  return standing;
}
