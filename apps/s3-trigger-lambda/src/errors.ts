/**
 * Part of a notification could not be announced. Lambda sees it, runs the event again twice and then keeps it in
 * the on-failure queue, so it is not lost; what was announced is announced again, which is harmless.
 */
export class NotAnnouncedError extends Error {
  override readonly name = 'NotAnnouncedError';

  constructor(
    /** One line for each object or record. */
    readonly problems: readonly string[],
  ) {
    super(`${problems.length} not announced: ${problems.slice(0, 3).join('; ')}`);
  }
}
