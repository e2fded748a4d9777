import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '../processes/loopback.js';

const PREFIX = '/2018-06-01/runtime/';

/** What an invocation looks like to the runtime. */
export interface RuntimeInvocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly deadlineMs: number;
  /** JSON. */
  readonly payload: string;
}

export interface RuntimeEvents {
  /** The runtime asks for its next invocation. */
  ready(): void;
  response(requestId: string, payload: string, rssKilobytes: number | undefined): void;
  /** An error of the handler, or of the bundle's loading when there is no request id. */
  error(requestId: string | undefined, payload: string): void;
}

/**
 * The Lambda Runtime API for one execution environment, on a loopback port of its own: who asks is then known
 * without trusting what it says.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export interface RuntimeApi {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** To be called after `ready`, once each time. */
  deliver(invocation: RuntimeInvocation): void;
  close(): void;
}

export async function startRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = (req.url ?? '').slice(PREFIX.length);
    if (req.method === 'GET' && path === 'invocation/next') {
      waiting = res;
      return events.ready();
    }
    const body = await text(req);
    const [, requestId, outcome] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (req.method !== 'POST' || (outcome === undefined && path !== 'init/error')) {
      return void res.writeHead(404).end();
    }
    if (outcome === 'response') events.response(requestId as string, body, rssOf(req));
    else events.error(requestId, body);
    res.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  };

  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, (req, res) => {
    answer(req, res).catch(() => res.destroy());
  });
  const address = await listenOnLoopback(server);

  return {
    address,
    deliver: ({ requestId, functionArn, deadlineMs, payload }) => {
      waiting?.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(deadlineMs),
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': `Root=1-${Math.floor(deadlineMs / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
      });
      waiting?.end(payload);
      waiting = undefined;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function rssOf(req: IncomingMessage): number | undefined {
  const kilobytes = Number(req.headers['x-rss-kilobytes']);
  return Number.isFinite(kilobytes) ? kilobytes : undefined;
}
