/** The command was called wrongly: exit code 2. Nothing was read or written. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Something outside keeps the command from its work: exit code 4. Nothing is visible at the output; calling it
 * again may succeed. The message is one line: what is wrong and what to do.
 */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** The input as a whole is bad: exit code 3. The message is the fault's code and what to do. */
export class WholeFileError extends Error {
  override readonly name = 'WholeFileError';

  constructor(fault: { readonly code: string; readonly message: string }) {
    super(`${fault.code}: ${fault.message}`);
  }
}
