import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request over either version of HTTP, and the answer to it. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;
export type HttpResponse = ServerResponse | Http2ServerResponse;
export type HttpHandler = (req: HttpRequest, res: HttpResponse) => void;

/** Names in lower case, without what HTTP/2 keeps of the request line; the authority is the host, as in HTTP/1.1. */
export function headersOf(req: HttpRequest): Readonly<Record<string, string | undefined>> {
  const headers = req.headers as Readonly<Record<string, string | undefined>>;
  if (req.httpVersionMajor < 2) return headers;
  const plain = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  return { host: headers[':authority'], ...Object.fromEntries(plain) };
}

/** Whether nobody can be answered any more. */
export const isGone = (res: HttpResponse): boolean =>
  'stream' in res ? res.stream.destroyed : res.destroyed;

/** Ends the connection, and with it whatever else was under way on it. */
export function cutConnection(res: HttpResponse): void {
  if ('stream' in res) res.stream.session?.destroy();
  else res.destroy();
}
