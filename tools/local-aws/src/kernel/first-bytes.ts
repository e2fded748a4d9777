import type { Socket } from 'node:net';

/**
 * What the preface of HTTP/2 begins with, by which a client speaks it without asking. It is a method reserved for that:
 * the server for HTTP/2 looks at the rest.
 */
const preface = Buffer.from('PRI ');

export interface FirstBytes {
  /** Has the connection, with all its bytes still to be read. */
  http1(socket: Socket): void;
  http2(socket: Socket): Promise<void>;
  /** A connection that has not said by then what it speaks is ended. */
  readonly timeoutMs: number;
}

/** Looks at what a new connection says first, and hands it over unread. */
export function byFirstBytes(socket: Socket, { http1, http2, timeoutMs }: FirstBytes): void {
  let seen: Buffer | undefined;

  const look = (chunk: Buffer) => {
    seen = seen === undefined ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, preface.length);
    const isHttp2 = seen.compare(preface, 0, length, 0, length) === 0;
    // Most often the first chunk says it; a preface may come in pieces.
    if (isHttp2 && length < preface.length) return;
    // A server that has the connection sees errors itself; until then, and after it, nobody else does.
    socket.off('data', look).off('end', leave).off('timeout', leave);
    socket.setTimeout(0);
    socket.pause();
    socket.unshift(seen);
    seen = undefined;
    if (isHttp2) return void http2(socket);
    http1(socket);
    socket.resume();
  };
  const leave = () => void socket.destroy();

  socket.setTimeout(timeoutMs);
  socket.on('data', look).on('end', leave).on('timeout', leave).on('error', leave);
}
