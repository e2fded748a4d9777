import type { Readable } from 'node:stream';
import { AwsError, type WireProtocol } from './service.js';

const LIMIT_BYTES = 16 * 1024 * 1024;

/** Collects a body once; later calls get the same bytes. */
export function bodyReader(
  body: Readable,
  declaredLength: string | undefined,
  protocol: WireProtocol,
): () => Promise<Buffer> {
  let collected: Promise<Buffer> | undefined;
  return () => (collected ??= collect(body, Number(declaredLength ?? 0), protocol));
}

function tooLarge(protocol: WireProtocol): AwsError {
  const message = `The request is larger than ${LIMIT_BYTES} bytes.`;
  return protocol === 'rest-xml'
    ? new AwsError('MaxMessageLengthExceeded', message)
    : new AwsError('RequestEntityTooLargeException', message, 413);
}

async function collect(body: Readable, declaredLength: number, protocol: WireProtocol): Promise<Buffer> {
  if (declaredLength > LIMIT_BYTES) throw tooLarge(protocol);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let over = false;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LIMIT_BYTES) return void chunks.push(chunk);
      // The rest is read and forgotten: an answer while the client still sends would reach it as a reset.
      if (!over) reject(tooLarge(protocol));
      over = true;
      chunks.length = 0;
    });
    body.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    const gone = () => reject(new AwsError('RequestTimeout', 'The client went away.', 400));
    body.on('error', gone);
    // Comes after every body; an error with its stack is made only for one that broke off.
    body.on('close', () => body.readableEnded || gone());
  });
}
