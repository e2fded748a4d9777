import type { Readable } from 'node:stream';

/** The signing names of the services that local-aws speaks, as they stand in a request's credential scope. */
export type ServiceName =
  | 's3'
  | 'sqs'
  | 'sns'
  | 'kinesis'
  | 'monitoring'
  | 'redshift-data'
  | 'lambda';

/** How a service frames its errors on the wire. */
export type WireProtocol = 'json' | 'query' | 'rest-json' | 'rest-xml';

/** One request as a service sees it. */
export interface AwsRequest {
  readonly requestId: string;
  readonly service: ServiceName;
  /** What follows the dot in `X-Amz-Target`, or the `Action` of a query request; undefined for REST. */
  readonly operation: string | undefined;
  readonly method: string;
  /** Still percent-encoded, without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes as they arrive; S3 streams them to disk. */
  readonly body: Readable;
  /** Collects the body; throws `RequestEntityTooLarge` past 16 MiB. */
  readBody(): Promise<Buffer>;
  /** The access key id that signed the request. */
  readonly caller: string;
}

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
export function jsonResponse(value: unknown, status = 200): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(value),
  };
}
