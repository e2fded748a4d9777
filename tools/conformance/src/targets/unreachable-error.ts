/** The account, or its warehouse, cannot be asked as the command was told; its message is for whoever typed it. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}
