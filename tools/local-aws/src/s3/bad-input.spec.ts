import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'landing';
let local: TestS3;
beforeAll(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
});
afterAll(() => local.stop());

async function send(method: string, path: string, body?: string): Promise<string> {
  const authorization = 'AWS4-HMAC-SHA256 Credential=a/20261123/r/s3/aws4_request, Signature=0';
  const response = await fetch(local.listener.endpoint + path, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body }),
  });
  return `${response.status} ${/<Code>(.*)<\/Code>/.exec(await response.text())?.[1] ?? ''}`;
}

describe('XML', () => {
  const object = (key: string) => `<Delete><Object><Key>${key}</Key></Object></Delete>`;
  const wrap = (n: number) => `<a>`.repeat(n) + `</a>`.repeat(n);
  const bad: readonly (readonly [string, string])[] = [
    ['entities', `<!DOCTYPE d [<!ENTITY x "k">]>${object('&x;')}`],
    ['files', `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>${object('&x;')}`],
    ['too deep', `<Versioning>${wrap(50_000)}</Versioning>`],
    ['names that JavaScript reserves', '<VersioningConfiguration><__proto__/></VersioningConfiguration>'],
    ['a root that JavaScript reserves', '<__proto__><Status>Enabled</Status></__proto__>'],
    ['two roots', '<VersioningConfiguration/><VersioningConfiguration/>'],
    ['nothing', ''],
  ];
  it.each(bad)('of %s is refused', async (_, body) => {
    expect(await send('PUT', `/${Bucket}?versioning`, body)).toBe('400 MalformedXML');
    expect(local.warnings).toEqual([]);
  });

  it('of endless lists is refused unread', async () => {
    const body = `<Delete>${'<Object><Key>k</Key></Object>'.repeat(200_000)}</Delete>`;
    expect(await send('PUT', `/${Bucket}?versioning`, body)).toBe('400 MaxMessageLengthExceeded');
  });
});

it.each([
  ['GET', `/${Bucket}/%zz`, '400 InvalidURI'],
  ['GET', `/${Bucket}/%ff`, '400 InvalidURI'],
  ['GET', `/${Bucket}/k?response-content-type=a%0d%0ab:%20c`, '400 InvalidArgument'],
  ['GET', `/${Bucket}/k?versionId=`, '400 InvalidArgument'],
  ['GET', `/..%2F..%2Fetc/passwd`, '404 NoSuchBucket'],
  ['PUT', `/..%2Fescape`, '400 InvalidBucketName'],
  ['POST', `/${Bucket}/k?uploadId=..%2F..`, '400 MalformedXML'],
  ['PUT', `/${Bucket}/k?uploadId=..%2F..&partNumber=1`, '404 NoSuchUpload'],
  ['PATCH', `/${Bucket}/k`, '405 MethodNotAllowed'],
  ['OPTIONS', '/', '405 MethodNotAllowed'],
])('%s %s is refused', async (method, path, expected) => {
  expect(await send(method, path, method === 'GET' ? undefined : '')).toBe(expected);
  expect(local.warnings).toEqual([]);
});
