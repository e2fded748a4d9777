import type { Clients } from '../create-clients.js';
import { callerAccount } from './caller-account.js';
import { UnreachableError } from './unreachable-error.js';

/**
 * Nobody's account is asked but the one that was named.
 * @throws {UnreachableError} there are no credentials, or they belong to another, or nobody can say
 */
export async function checkAccount(
  clients: Clients,
  region: string,
  accountId: string,
  endpoint?: string,
): Promise<void> {
  const found = await callerAccount(clients, region, endpoint).catch((cause: unknown) => {
    const { name, message } = cause as Error;
    if (name === 'CredentialsProviderError')
      throw new UnreachableError('no AWS credentials were found: set AWS_PROFILE or AWS_ACCESS_KEY_ID', {
        cause,
      });
    throw new UnreachableError(`whose the credentials are cannot be learnt: ${message}`, { cause });
  });
  if (found !== accountId)
    throw new UnreachableError(`the credentials belong to account ${found}, not ${accountId}`);
}
