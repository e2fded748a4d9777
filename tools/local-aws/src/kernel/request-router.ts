import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultInjector, Strike } from '../faults/faults.js';
import { refusalOf } from '../faults/refusal.js';
import { adminPrefix, answerAdmin } from './admin-api.js';
import { credentialScope } from './credential-scope.js';
import { errorResponse } from './errors.js';
import { namedResource } from './named-resource.js';
import { bodyReader } from './request-body.js';
import type { WritableRequestLog } from './request-log.js';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  type WireProtocol,
} from './service.js';
import { writeResponse } from './write-response.js';

export interface RouterParts {
  readonly services: readonly AwsService[];
  readonly faults: FaultInjector;
  readonly requests: WritableRequestLog;
  warn(message: string): void;
}

/** Answers every request, whatever goes wrong: an error in a handler becomes a 500, never a crash. */
export function requestRouter(parts: RouterParts): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    answer(parts, req, res).catch((error: unknown) => {
      parts.warn(`${req.method} ${req.url}: ${error instanceof Error ? error.stack : String(error)}`);
      res.destroy();
    });
  };
}

async function answer(parts: RouterParts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const startedAt = Date.now();
  const requestId = randomUUID();
  const { path, query } = splitTarget(req.url ?? '/');
  const headers = req.headers as Readonly<Record<string, string | undefined>>;
  const readBody = bodyReader(req, headers['content-length']);
  if (path.startsWith(adminPrefix)) {
    return writeResponse(req, res, requestId, await answerAdmin(parts, req, path, readBody));
  }

  const scope = credentialScope(headers['authorization'], query);
  const service = parts.services.find(({ name }) => name === scope?.service);
  if (scope === undefined || service === undefined) {
    const protocol = guessProtocol(headers, query);
    const error = scope === undefined ? unsigned(protocol) : noSuchService(scope.service);
    return writeResponse(req, res, requestId, errorResponse(protocol, error, requestId));
  }

  const request: AwsRequest = {
    requestId,
    operation: undefined,
    method: req.method ?? 'GET',
    path,
    query,
    headers,
    body: req,
    readBody,
    caller: scope.accessKeyId,
    signal: abandonment(res),
  };
  const outcome = await handle(parts, service, request);
  if (outcome.strike?.dropAfter) res.destroy();
  else await writeResponse(req, res, requestId, outcome.response);
  parts.requests.add({
    at: new Date(startedAt).toISOString(),
    requestId,
    method: request.method,
    service: service.name,
    ...(outcome.operation === undefined ? {} : { operation: outcome.operation }),
    ...(outcome.resource === undefined ? {} : { resource: outcome.resource }),
    caller: request.caller,
    status: outcome.strike?.dropAfter ? 0 : outcome.response.status,
    durationMs: Date.now() - startedAt,
  });
}

interface Outcome {
  readonly response: AwsResponse;
  readonly operation?: string;
  readonly resource?: string;
  readonly strike?: Strike;
}

/** The handler between its faults. */
async function handle(parts: RouterParts, service: AwsService, bare: AwsRequest): Promise<Outcome> {
  let named: Pick<Outcome, 'operation' | 'resource'> = {};
  let strike: Strike | undefined;
  try {
    const request = await withOperation(service, bare);
    named = await describe(service, request);
    strike = parts.faults.strike({
      service: service.name,
      operation: named.operation,
      resource: named.resource,
    });
    if (strike !== undefined && strike.delayMs > 0) await pause(strike.delayMs, undefined, { ref: false });
    if (strike?.refusal !== undefined) throw refusalOf(strike.refusal, service.name);
    return { ...named, response: await service.handle(request), strike };
  } catch (error) {
    if (!(error instanceof AwsError) && !bare.signal.aborted) {
      parts.warn(
        `${service.name} ${named.operation ?? bare.method}: ${error instanceof Error ? error.stack : String(error)}`,
      );
    }
    return { ...named, response: errorResponse(service.protocol, error, bare.requestId), strike };
  }
}

/** The operation of a JSON request stands in a header, that of a query request in the form. */
async function withOperation(service: AwsService, request: AwsRequest): Promise<AwsRequest> {
  if (service.protocol === 'json') {
    const target = request.headers['x-amz-target'];
    return target === undefined
      ? request
      : { ...request, operation: target.slice(target.lastIndexOf('.') + 1) };
  }
  if (service.protocol !== 'query') return request;
  const form = new URLSearchParams((await request.readBody()).toString('utf8'));
  for (const [name, value] of request.query) form.append(name, value);
  return { ...request, query: form, operation: form.get('Action') ?? undefined };
}

async function describe(
  service: AwsService,
  request: AwsRequest,
): Promise<Pick<Outcome, 'operation' | 'resource'>> {
  if (service.describe !== undefined) return service.describe(request);
  const { operation } = request;
  if (service.protocol === 'json') {
    return { operation, resource: namedResource(service.name, await request.readBody()) };
  }
  if (service.protocol === 'query') {
    const resource =
      request.query.get('TopicArn') ?? request.query.get('SubscriptionArn') ?? request.query.get('Name');
    return { operation, resource: resource ?? undefined };
  }
  return { operation, resource: request.path };
}

function abandonment(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}

function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const at = target.indexOf('?');
  return at < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) };
}

function guessProtocol(
  headers: Readonly<Record<string, string | undefined>>,
  query: URLSearchParams,
): WireProtocol {
  if (headers['x-amz-target'] !== undefined) return 'json';
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return form || query.has('Action') ? 'query' : 'rest-xml';
}

const unsigned = (protocol: WireProtocol): AwsError =>
  protocol === 'rest-xml'
    ? new AwsError('AccessDenied', 'Access Denied', 403)
    : new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);

const noSuchService = (service: string): AwsError =>
  new AwsError('UnknownOperationException', `local-aws does not speak ${service}.`, 404);
