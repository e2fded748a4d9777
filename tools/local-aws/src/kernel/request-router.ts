import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultInjector, Strike } from '../faults/faults.js';
import { refusalOf } from '../faults/refusal.js';
import { untilReleased } from './until-released.js';
import { adminPrefix, answerAdmin } from './admin-api.js';
import { credentialScope, sessionToken } from './credential-scope.js';
import type { Processes } from './ports.js';
import { errorResponse } from './errors.js';
import {
  cutConnection,
  headersOf,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from './http-exchange.js';
import { guessProtocol, malformedAuthorization, noSuchService, unsigned } from './refused-access.js';
import { bodyReader } from './request-body.js';
import { nameRequest, withOperation, type RequestNames } from './request-names.js';
import type { WritableRequestLog } from './request-log.js';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  type WireProtocol,
} from './service.js';
import { discard, writeResponse } from './write-response.js';

export interface RouterParts {
  readonly services: readonly AwsService[];
  readonly faults: FaultInjector;
  readonly requests: WritableRequestLog;
  readonly processes: Processes;
  warn(message: string): void;
}

/** Answers every request, whatever goes wrong: an error in a handler becomes a 500, never a crash. */
export function requestRouter(parts: RouterParts): HttpHandler {
  return (req, res) => {
    answer(parts, req, res).catch((error: unknown) => {
      parts.warn(`${req.method} ${req.url}: ${error instanceof Error ? error.stack : String(error)}`);
      cutConnection(res);
    });
  };
}

async function answer(parts: RouterParts, req: HttpRequest, res: HttpResponse): Promise<void> {
  const startedAt = Date.now();
  const requestId = randomUUID();
  const { path, query } = splitTarget(req.url ?? '/');
  const headers = headersOf(req);
  if (path.startsWith(adminPrefix)) {
    const readBody = bodyReader(req, headers['content-length'], 'json');
    await writeResponse(req, res, requestId, await answerAdmin(parts, req, path, readBody));
    return;
  }

  const scope = credentialScope(headers['authorization'], query);
  const signed = typeof scope === 'object';
  const service = signed ? parts.services.find(({ name }) => name === scope.service) : undefined;
  const session = signed ? sessionToken(headers, query) : undefined;
  const protocol = service?.protocol ?? guessProtocol(path, headers, query);
  const request: AwsRequest = {
    requestId,
    operation: undefined,
    method: req.method ?? 'GET',
    path,
    query,
    headers,
    body: req,
    readBody: bodyReader(req, headers['content-length'], protocol),
    caller: signed ? scope.accessKeyId : '',
    process: parts.processes.find(session),
    signal: abandonment(res),
  };
  const outcome: Outcome =
    service === undefined
      ? { response: errorResponse(protocol, refusalOfAccess(scope, protocol), requestId) }
      : await handle(parts, service, request);
  const { ending, kill } = outcome.strike ?? {};
  await kill?.();
  const answered =
    ending === 'drop-after' || kill !== undefined
      ? cut(res, outcome.response)
      : await writeResponse(req, res, requestId, outcome.response);
  parts.requests.add({
    at: new Date(startedAt).toISOString(),
    requestId,
    method: request.method,
    service: signed ? scope.service : '',
    ...(outcome.operation === undefined ? {} : { operation: outcome.operation }),
    ...(outcome.resource === undefined ? {} : { resource: outcome.resource }),
    ...(outcome.details === undefined ? {} : { details: outcome.details }),
    caller: request.caller,
    ...(session === undefined ? {} : { session }),
    ...(ending === undefined ? {} : { fault: ending }),
    status: answered ? outcome.response.status : 0,
    durationMs: Date.now() - startedAt,
  });
}

const refusalOfAccess = (scope: ReturnType<typeof credentialScope>, protocol: WireProtocol): AwsError => {
  if (scope === 'unsigned') return unsigned(protocol);
  return scope === 'malformed' ? malformedAuthorization(protocol) : noSuchService(scope.service);
};

interface Outcome extends RequestNames {
  readonly response: AwsResponse;
  readonly strike?: Strike;
}

/** The handler between its faults. */
async function handle(parts: RouterParts, service: AwsService, bare: AwsRequest): Promise<Outcome> {
  let named: RequestNames = {};
  let strike: Strike | undefined;
  try {
    const request = await withOperation(service, bare);
    named = { operation: request.operation };
    named = await nameRequest(service, request);
    strike = parts.faults.strike({
      service: service.name,
      operation: named.operation,
      resource: named.resource,
      caller: request.caller,
      process: request.process,
    });
    if (strike !== undefined && strike.delayMs > 0) await pause(strike.delayMs, undefined, { ref: false });
    await untilReleased(strike?.heldBefore, bare.signal);
    if (strike?.ending === 'kill-before') return { ...named, response: { status: 0 }, strike };
    if (strike?.refusal !== undefined) throw refusalOf(strike.refusal, service.name, named.operation);
    const response = await service.handle(request);
    // Of a caller that has gone nothing is taken back.
    await untilReleased(strike?.heldAfter?.(), bare.signal).catch(() => undefined);
    return { ...named, response, strike };
  } catch (error) {
    if (!(error instanceof AwsError) && !bare.signal.aborted) {
      parts.warn(
        `${service.name} ${named.operation ?? bare.method}: ${error instanceof Error ? error.stack : String(error)}`,
      );
    }
    return {
      ...named,
      response: errorResponse(service.protocol, error, bare.requestId, service.name),
      strike,
    };
  }
}

function cut(res: HttpResponse, { body }: AwsResponse): false {
  discard(body);
  cutConnection(res);
  return false;
}

function abandonment(res: HttpResponse): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableEnded) controller.abort();
  });
  return controller.signal;
}

function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const at = target.indexOf('?');
  return at < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) };
}
