import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { AwsResponse } from './service.js';

/** Resolves when the answer is written, or the client is gone. */
export async function writeResponse(
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
  { status, headers = {}, body = '' }: AwsResponse,
): Promise<void> {
  if (res.destroyed) return;
  res.setHeader('x-amzn-requestid', requestId);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    // A HEAD answer names the length of what GET would send.
    if (!res.hasHeader('content-length') && status !== 204 && status !== 304) {
      res.setHeader('content-length', Buffer.byteLength(body));
    }
    res.end(req.method === 'HEAD' ? undefined : body);
    return;
  }
  try {
    await pipeline(body, res);
  } catch {
    // The status line is out, so a broken connection is all that can tell the client; pipeline has cut it.
  }
}
