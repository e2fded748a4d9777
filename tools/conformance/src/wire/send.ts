import { request as overHttp, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import { request as overHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { SignedRequest } from './signed-request.js';

/** What came back, before any SDK reads it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends it as it stands, on a connection of its own. `watch` sees Node's request before its body is sent. */
export async function send(
  { method, url, headers, body }: SignedRequest,
  watch: (request: ClientRequest) => void | Promise<void> = () => undefined,
): Promise<Answer> {
  const request = (url.protocol === 'https:' ? overHttps : overHttp)(url, { method, headers, agent: false });
  const answered = new Promise<Answer>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      buffer(response).then(
        (bytes) =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: bytes.toString('utf8'),
          }),
        reject,
      );
    });
  });
  // Awaited below; an error that comes before is not unhandled.
  answered.catch(() => undefined);
  await watch(request);
  request.end(body);
  return answered;
}
