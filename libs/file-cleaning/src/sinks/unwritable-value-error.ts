/**
 * A row holds what the text format that was asked for cannot say, such as a tab in tsv without quotes. Nothing that
 * was written may be used; the same rows can be written in another format.
 */
export class UnwritableValueError extends Error {
  override readonly name = 'UnwritableValueError';
}
