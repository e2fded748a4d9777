import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.testing.js';

/** Nothing of the machine's own credentials: no files, no metadata service. */
const nobody = {
  AWS_REGION: 'eu-central-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
};
const somebody = { ...nobody, AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

/** STS and S3 on loopback; gives what was asked of them, and the variables that lead there. */
async function startServices(status: number, identity: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      asked.push(`${request.method} ${request.url?.split('?')[0]}`);
      const isIdentity = request.method === 'POST' && request.url === '/';
      response
        .writeHead(isIdentity ? status : 404, { 'content-type': 'text/xml' })
        .end(isIdentity ? identity : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve())));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, variables: { AWS_ENDPOINT_URL_STS: url, AWS_ENDPOINT_URL_S3: url } };
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
const answer = (inner: string) => `<?xml version="1.0"?>${inner}`;
const identity = answer(
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
   <Arn>arn:aws:iam::123456789012:user/alice</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
   </GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
);
const refusal = answer(
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
   <Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error>
   <RequestId>r</RequestId></ErrorResponse>`,
);

const list = ['parked', 'list', '--env', 'dev'];

describe('the account on AWS', () => {
  it('is that of the credentials, and names the buckets', async () => {
    const { asked, variables } = await startServices(200, identity);
    await runCli(list, { ...somebody, ...variables });
    expect(asked.slice(0, 2)).toEqual(['POST /', 'GET /sluice-dev-quarantine-123456789012/']);
  });

  it('is not asked for without credentials: one line says so', async () => {
    const { code, stdout, stderr } = await runCli(list, nobody);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^sluice: no AWS credentials were found: set AWS_PROFILE or AWS_ACCESS_KEY_ID \([^\n]+\)\n$/,
      ),
    });
  });

  it('is refused with credentials that ran out: one line says so', async () => {
    const { variables } = await startServices(403, refusal);
    const { code, stderr } = await runCli(list, { ...somebody, ...variables });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^sluice: [^\n]*eu-central-1: ExpiredToken[^\n]*is expired; with --outputs FILE[^\n]*\n$/,
    );
  });
});
