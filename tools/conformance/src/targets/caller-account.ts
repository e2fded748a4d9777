import { SignatureV4 } from '@smithy/signature-v4';
import type { Clients } from '../create-clients.js';

/**
 * The account that the credentials belong to. Everybody may ask; nothing is made.
 * @throws what the SDK says where there are no credentials, and what STS says of those that there are
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function callerAccount(
  { s3: { config } }: Clients,
  region: string,
  endpoint = `https://sts.${region}.amazonaws.com`,
): Promise<string> {
  const url = new URL(endpoint);
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const signer = new SignatureV4({
    service: 'sts',
    region,
    credentials: config.credentials,
    sha256: config.sha256,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
    query: {},
    body,
  });
  const answer = await fetch(url, { method: 'POST', headers, body });
  const text = await answer.text();
  const of = (element: string): string | undefined => new RegExp(`<${element}>([^<]+)<`).exec(text)?.[1];
  const account = of('Account');
  if (account !== undefined) return account;
  throw new Error(`STS says ${of('Code') ?? answer.status}: ${of('Message') ?? 'nothing more'}`);
}
