/**
 * The environment variables cannot be used. Seen by whoever deploys, at start; nothing was received by then.
 * Names variables and what is wrong with them, never their values.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    /** One line a problem, each beginning with the variable's name. */
    readonly problems: readonly string[],
  ) {
    super(`configuration: ${problems.join('; ')}`);
  }
}
