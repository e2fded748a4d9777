import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClients } from '../create-clients.js';
import type { Target } from '../target.js';
import { checkAccount } from '../targets/check-account.js';
import { localTarget } from '../targets/local-target.js';
import { startServer, type Reply } from './account-server.testing.js';

const region = 'eu-west-1';
const clientsOf = (credentials: Target['credentials']) =>
  createClients({ ...localTarget, region, endpoint: undefined, credentials } as Target);

const identity = (account: string): Reply => ({
  status: 200,
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});

describe('the account that is asked', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is the one that was named', async () => {
    const asked: (string | undefined)[] = [];
    const endpoint = await startServer(({ method, headers }) => {
      asked.push(`${method} ${headers.authorization}`);
      return identity('123456789012');
    });
    await checkAccount(clientsOf(localTarget.credentials), region, '123456789012', endpoint);
    expect(asked).toEqual([
      expect.stringMatching(
        /^POST AWS4-HMAC-SHA256 Credential=conformance\/\d{8}\/eu-west-1\/sts\/aws4_request, SignedHeaders=\S*host\S*, Signature=[0-9a-f]{64}$/,
      ),
    ]);
  });

  it('is not the one that the credentials belong to', async () => {
    const endpoint = await startServer(() => identity('999999999999'));
    const check = checkAccount(clientsOf(localTarget.credentials), region, '123456789012', endpoint);
    await expect(check).rejects.toMatchObject({
      name: 'UnreachableError',
      message: 'the credentials belong to account 999999999999, not 123456789012',
    });
  });

  it('cannot be learnt of credentials that have ended', async () => {
    const body =
      '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The security token is expired</Message></Error></ErrorResponse>';
    const endpoint = await startServer(() => ({ status: 403, body }));
    const check = checkAccount(clientsOf(localTarget.credentials), region, '123456789012', endpoint);
    await expect(check).rejects.toMatchObject({
      name: 'UnreachableError',
      message: expect.stringMatching(/STS says ExpiredToken: The security token is expired$/),
    });
  });

  it('cannot be asked without credentials', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'])
      vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const endpoint = await startServer(() => identity('123456789012'));
    const check = checkAccount(clientsOf(undefined), region, '123456789012', endpoint);
    await expect(check).rejects.toMatchObject({
      name: 'UnreachableError',
      message: 'no AWS credentials were found: set AWS_PROFILE or AWS_ACCESS_KEY_ID',
    });
  });
});
