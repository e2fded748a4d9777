/**
 * The batch was written for a newer version of its contract than this processor has: while a release is rolled out, or
 * when it was rolled back. It loads as soon as a processor of that version receives it.
 */
export class NewerContractError extends Error {
  override readonly name = 'NewerContractError';

  constructor(dataset: string, written: number, own: number) {
    super(
      `the batch was written for version ${written} of ${dataset}, this processor has version ${own}: deploy the processor of that version`,
    );
  }
}
