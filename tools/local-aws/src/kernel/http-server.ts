import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Http2Server } from 'node:http2';
import type { Socket } from 'node:net';
import { byFirstBytes } from './first-bytes.js';
import type { HttpHandler } from './http-exchange.js';

export interface HttpServer {
  /** To be bound by the caller. */
  readonly server: Server;
  /** Stops listening and ends every connection, whatever it was about. */
  close(): Promise<void>;
}

const MEBIBYTE = 1024 * 1024;
const KEPT_ALIVE_MS = 600_000;
const badRequest = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/**
 * HTTP/1.1 and HTTP/2 on one port without TLS. Some clients of AWS's speak HTTP/2 at once, without asking, also
 * where the endpoint is `http://`. A client that stalls in the middle of a request for `stallMs` loses its connection.
 */
export function createHttpServer(handler: HttpHandler, stallMs: number): HttpServer {
  const sockets = new Set<Socket>();
  const latest = new WeakMap<Socket, ServerResponse>();
  const server = createServer(
    // No limit for a whole request: uploads and long polls may take their time.
    {
      requestTimeout: 0,
      headersTimeout: stallMs,
      connectionsCheckingInterval: Math.min(stallMs, 30_000),
      keepAliveTimeout: KEPT_ALIVE_MS,
    },
    (req, res) => {
      latest.set(req.socket, res);
      handler(req, res);
    },
  );
  server.setTimeout(stallMs, (socket) => {
    const res = latest.get(socket);
    const atWork = res?.req.complete === true && !res.writableFinished;
    if (!atWork) socket.destroy();
  });
  server.on('clientError', (error, socket) => {
    const res = latest.get(socket as Socket);
    // Not in place of the answer to a request that came before what cannot be read, nor in the middle of it.
    const mayAnswer = res === undefined || res.writableFinished || (!res.req.complete && !res.headersSent);
    if (socket.writable && mayAnswer) socket.end(badRequest);
    else socket.destroy(error);
  });

  let http2: Promise<Http2Server> | undefined;
  const http1 = takeConnections(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    byFirstBytes(socket, {
      timeoutMs: stallMs,
      http1,
      http2: async () => {
        const h2 = await (http2 ??= http2Server(handler));
        if (!socket.destroyed) h2.emit('connection', socket);
      },
    });
  });

  return {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** What the server itself does with a connection, which it then no longer does of its own accord. */
function takeConnections(server: Server): (socket: Socket) => void {
  const [listener, ...others] = server.listeners('connection');
  if (listener === undefined || others.length > 0) throw new Error('Unknown kind of HTTP server.');
  server.removeAllListeners('connection');
  return (socket) => void listener.call(server, socket);
}

/** Loaded for the first client that speaks it; most do not. */
async function http2Server(handler: HttpHandler): Promise<Http2Server> {
  const { createServer: createHttp2Server } = await import('node:http2');
  const server = createHttp2Server(
    {
      // Many records of 10 MiB may be under way on one connection; beyond this, streams are refused.
      maxSessionMemory: 1_000,
      settings: { initialWindowSize: MEBIBYTE },
    },
    handler,
  );
  server.on('session', (session) => {
    session.setLocalWindowSize(16 * MEBIBYTE);
    session.setTimeout(KEPT_ALIVE_MS, () => session.destroy());
  });
  return server;
}
