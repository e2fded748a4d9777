import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CliError } from '../cli-error.js';

/**
 * The account that the credentials of this process belong to, by STS, which needs no rights. Throws what to say when
 * there are none, or when they are refused.
 */
export async function accountOfCaller(region: string): Promise<string> {
  const client = new STSClient({ region });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === undefined) throw new Error('the answer names no account');
    return Account;
  } catch (error) {
    const { name, message } = error as Error;
    const [said = ''] = message.split('\n', 1);
    throw new CliError(
      name === 'CredentialsProviderError'
        ? `no AWS credentials were found: set AWS_PROFILE or AWS_ACCESS_KEY_ID (${said})`
        : `the AWS account cannot be asked for in ${region}: ${name}: ${said}; with --outputs FILE it need not be`,
      1,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}
