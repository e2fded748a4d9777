import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isGone, type HttpRequest, type HttpResponse } from './http-exchange.js';
import type { AwsResponse } from './service.js';

/** Resolves when the answer is written, with false where the client was gone before it had it all. */
export async function writeResponse(
  req: HttpRequest,
  res: HttpResponse,
  requestId: string,
  { status, headers = {}, body = '' }: AwsResponse,
): Promise<boolean> {
  if (isGone(res)) {
    discard(body);
    return false;
  }
  res.setHeader('x-amzn-requestid', requestId);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    // A HEAD answer names the length of what GET would send.
    if (!res.hasHeader('content-length') && status !== 204 && status !== 304) {
      res.setHeader('content-length', Buffer.byteLength(body));
    }
    if (req.method === 'HEAD') res.end();
    else res.end(body);
    return true;
  }
  try {
    await pipeline(body, res);
    return true;
  } catch {
    // The status line is out, so a broken connection is all that can tell the client; pipeline has cut it.
    return false;
  }
}

/** Of an answer that nobody gets: an object's file would stay open. */
export function discard(body: AwsResponse['body']): void {
  if (body instanceof Readable) body.destroy();
}
