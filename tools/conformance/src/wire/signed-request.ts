/** An HTTP request as an SDK client would send it. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What may be changed before it is signed, so that the signature is right for what is sent. */
export interface Draft {
  method: string;
  path: string;
  query: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
}

type Next = (args: { readonly request: unknown }) => Promise<never>;
type Middleware = (next: Next) => Next;

interface Command {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { readonly step: string; readonly priority: string }): void;
  };
}

interface Draftable extends Draft {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

class Taken extends Error {
  constructor(readonly request: Draftable) {
    super('The request was taken before it was sent.');
  }
}

/**
 * What a client makes of a command, signed with the run's credentials and not sent, so that it can be sent in ways
 * that the client has not. `change` sees it before it is signed.
 */
export async function signedRequest(
  client: { send(command: never): Promise<unknown> },
  command: object,
  change: (draft: Draft) => void = () => undefined,
): Promise<SignedRequest> {
  const { middlewareStack } = command as unknown as Command;
  const changes: Middleware = (next) => (args) => {
    change(args.request as Draft);
    return next(args);
  };
  const takes: Middleware = () => (args) => Promise.reject(new Taken(args.request as Draftable));
  middlewareStack.add(changes, { step: 'build', priority: 'high' });
  middlewareStack.add(takes, { step: 'deserialize', priority: 'low' });
  const error: unknown = await client.send(command as never).catch((cause: unknown) => cause);
  if (!(error instanceof Taken)) throw error;
  return plain(error.request);
}

function plain(request: Draftable): SignedRequest {
  const { method, protocol, hostname, port, path, query, headers, body } = request;
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value].flat()) url.searchParams.append(name, each ?? '');
  }
  return { method, url, headers: { ...headers }, body: Buffer.from(body ?? '') };
}

/** The same without the headers of these names. */
export function without(request: SignedRequest, ...names: readonly string[]): SignedRequest {
  const headers = Object.entries(request.headers).filter(([name]) => !names.includes(name.toLowerCase()));
  return { ...request, headers: Object.fromEntries(headers) };
}

/** The same, authorized so instead. */
export const authorizedBy = (request: SignedRequest, authorization: string): SignedRequest => ({
  ...without(request, 'authorization'),
  headers: { ...without(request, 'authorization').headers, authorization },
});

/** A scope that names no service, region or day. */
export const garbledAuthorization = 'AWS4-HMAC-SHA256 Credential=garbled, SignedHeaders=host, Signature=0';
