import { createHash, createHmac } from 'node:crypto';
import { clients } from '../clients.js';
import type { SignedRequest } from '../wire/signed-request.js';

/** Frames without signatures; a trailer ends with an empty line of its own. */
export function unsignedFrames(
  chunks: readonly Buffer[],
  trailers: Readonly<Record<string, string>> = {},
): Buffer {
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`);
  return Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`0\r\n${lines.join('')}\r\n`),
  ]);
}

/** How long frames with signatures are: the request says so before there is anything to sign them with. */
export const signedFramesLength = (
  chunks: readonly Buffer[],
  trailers: Readonly<Record<string, string>> = {},
): number => frames(chunks, trailers, () => '0'.repeat(64)).length;

/**
 * The body of a request that was signed for `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`, or with trailers for
 * `STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export async function withSignedFrames(
  request: SignedRequest,
  chunks: readonly Buffer[],
  trailers: Readonly<Record<string, string>> = {},
): Promise<SignedRequest> {
  const { authorization = '', 'x-amz-date': date = '' } = request.headers;
  const [, scope = '', seed = ''] =
    /Credential=[^/]+\/([^,]+),.*Signature=([0-9a-f]+)/.exec(authorization) ?? [];
  const { secretAccessKey } = await clients.s3.config.credentials();
  const key = scope
    .split('/')
    .reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secretAccessKey}`);
  let previous = seed;
  const sign = (kind: string, ...hashes: readonly string[]): string => {
    previous = hmac(key, [`AWS4-HMAC-SHA256-${kind}`, date, scope, previous, ...hashes].join('\n')).toString(
      'hex',
    );
    return previous;
  };
  return { ...request, body: frames(chunks, trailers, sign) };
}

function frames(
  chunks: readonly Buffer[],
  trailers: Readonly<Record<string, string>>,
  sign: (kind: string, ...hashes: readonly string[]) => string,
): Buffer {
  const parts: (string | Buffer)[] = [];
  for (const chunk of [...chunks, Buffer.alloc(0)]) {
    const signature = sign('PAYLOAD', sha256(''), sha256(chunk));
    parts.push(`${chunk.length.toString(16)};chunk-signature=${signature}\r\n`, chunk);
    if (chunk.length > 0) parts.push('\r\n');
  }
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}\n`);
  if (lines.length > 0) {
    const signature = sign('TRAILER', sha256(lines.join('')));
    parts.push(
      ...lines.map((line) => line.replace('\n', '\r\n')),
      `x-amz-trailer-signature:${signature}\r\n`,
    );
  }
  return Buffer.concat([...parts, '\r\n'].map((part) => Buffer.from(part)));
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
