/** Ends the command with one line for people: what is wrong and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    message: string,
    readonly exitCode = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A mistake in how the command was called. */
export const usageError = (message: string): CliError => new CliError(message, 2);
