import type { Readable } from 'node:stream';
import type { RunningProcess } from './ports.js';

/** The signing names of the services that local-aws speaks, as they stand in a request's credential scope. */
export type ServiceName =
  's3' | 'sqs' | 'sns' | 'kinesis' | 'monitoring' | 'redshift-data' | 'lambda' | 'ecs';

/** How a service frames its errors on the wire. */
export type WireProtocol = 'json' | 'query' | 'rest-json' | 'rest-xml';

/** One request as a service sees it. */
export interface AwsRequest {
  readonly requestId: string;
  /** What follows the dot in `X-Amz-Target`, or the `Action` of a query request; undefined for REST. */
  readonly operation: string | undefined;
  readonly method: string;
  /** Still percent-encoded, without the query string. */
  readonly path: string;
  /** The URL's query and, in the query protocol, the form's fields. */
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes as they arrive; S3 streams them to disk. */
  readonly body: Readable;
  /** Collects the body; throws what AWS answers to one that is too large past 16 MiB. */
  readBody(): Promise<Buffer>;
  /** The access key id that signed the request. */
  readonly caller: string;
  /** Whose credentials these are; undefined when local-aws does not run it. */
  readonly process?: RunningProcess | undefined;
  /** Aborted when the client goes away before it has its answer: a waiting receive must then take nothing. */
  readonly signal: AbortSignal;
}

/** What can be said of a request before its body is read. */
export type RequestHead = Pick<AwsRequest, 'method' | 'path' | 'query' | 'headers'>;

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
}

/** One service behind the shared listener. */
export interface AwsService {
  readonly name: ServiceName;
  readonly protocol: WireProtocol;
  /** Answers one request. An `AwsError` becomes the error that AWS would send; anything else a 500. */
  handle(request: AwsRequest): Promise<AwsResponse>;
  /**
   * For REST services, whose operation stands in method and path: names it for the request log and for fault
   * rules. Must not throw.
   */
  describe?(request: RequestHead): {
    readonly operation?: string;
    readonly resource?: string;
    readonly details?: Readonly<Record<string, string>>;
  };
  /** Stops timers, child processes and waiting requests. Called once. */
  close(): Promise<void>;
}

/** An error as AWS answers it. The kernel frames it for the service's protocol. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    /** As the SDK knows it, for example `QueueDoesNotExist`. */
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further response headers, for example SQS's `x-amzn-query-error`. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** An `application/x-amz-json-1.x` answer. */
export function jsonResponse(value: unknown): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(value),
  };
}

/** The operation of that name. Throws what AWS answers where the service has none. */
export function operationNamed<O>(
  operations: Readonly<Record<string, O>>,
  protocol: WireProtocol,
  name: string | undefined,
): O {
  const operation = name !== undefined && Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) throw unknownOperation(protocol, name);
  return operation;
}

/** What AWS answers to an operation that the service does not have. */
export function unknownOperation(protocol: WireProtocol, operation: string | undefined): AwsError {
  const name = operation ?? '(none)';
  switch (protocol) {
    case 'query':
      return operation === undefined
        ? new AwsError('MissingAction', 'The request names no action.')
        : new AwsError('InvalidAction', `The action ${name} is not valid for this endpoint.`);
    case 'rest-xml':
      return new AwsError('NotImplemented', `local-aws does not implement ${name}.`, 501);
    case 'json':
    case 'rest-json':
      return new AwsError('UnknownOperationException', `Unknown operation: ${name}.`, 404);
  }
}
