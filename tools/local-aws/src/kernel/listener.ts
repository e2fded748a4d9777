import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults, type FaultInjector } from '../faults/faults.js';
import { runningProcesses } from './running-processes.js';
import { createHttpServer } from './http-server.js';
import type { Processes } from './ports.js';
import { createRequestLog, type RequestLog } from './request-log.js';
import { requestRouter } from './request-router.js';
import type { AwsService } from './service.js';

const DEFAULT_STALL_TIMEOUT_MS = 60_000;

export interface ListenerOptions {
  /** Default 127.0.0.1: nothing checks signatures, so nothing else should reach it. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Looked up at each request: services may be added after the listener is bound. */
  readonly services: readonly AwsService[];
  readonly faults?: FaultInjector;
  /** Those that a fault may kill. Default: none. */
  readonly processes?: Processes;
  /** How long a client may pause in the middle of a request before its connection is ended. Default one minute. */
  readonly stallTimeoutMs?: number | undefined;
  warn(message: string): void;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly requests: RequestLog;
  /** Stops listening and ends open connections. The services are closed by whoever made them. */
  close(): Promise<void>;
}

/** The port belongs to another process. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';

  constructor(
    readonly host: string,
    readonly port: number,
    options?: ErrorOptions,
  ) {
    super(`Port ${port} on ${host} is in use.`, options);
  }
}

/** One port for all services, over HTTP/1.1 and HTTP/2, routed by each request's credential scope. Throws `PortInUseError`. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { host = '127.0.0.1', port = 0, services, faults = createFaults(), warn } = options;
  const { processes = runningProcesses() } = options;
  const requests = createRequestLog();
  const router = requestRouter({ services, faults, requests, processes, warn });
  const { server, close } = createHttpServer(router, options.stallTimeoutMs ?? DEFAULT_STALL_TIMEOUT_MS);
  await bind(server, host, port);
  server.on('error', (error) => warn(`listener: ${error.message}`));
  const bound = (server.address() as AddressInfo).port;
  return {
    host,
    port: bound,
    endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    requests,
    close,
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(host, port, { cause: error }) : error);
    });
    // The longest queue of connections that the system allows: thousands may come at once.
    server.listen({ host, port, backlog: 4096 }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
