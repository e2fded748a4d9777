/**
 * What is wrong with a contract that cannot be defined, as one line; undefined for any other error. By the error's
 * name: the library that defines its class cannot be loaded while a contract in it is broken.
 */
export function describeBrokenContract(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'ContractError') return undefined;
  return `${error.message}: mend it in libs/contracts/src/datasets`;
}
