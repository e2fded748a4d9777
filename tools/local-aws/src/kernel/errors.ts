import { AwsError, type AwsResponse, type ServiceName, type WireProtocol } from './service.js';

/** Services that spoke the query protocol before JSON: SDKs and CLIs read the code of that time from a header. */
const queryCompatible: ReadonlySet<ServiceName | undefined> = new Set<ServiceName>(['sqs', 'monitoring']);

/** What the errors of the framework below the services were called in the query protocol. */
const queryCodes: Readonly<Record<string, string>> = {
  UnknownOperationException: 'InvalidAction',
  SerializationException: 'MalformedInput',
};

const escapeXml = (text: string): string =>
  text.replace(
    /[<>&'"]/g,
    (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&apos;', '"': '&quot;' })[c] ?? c,
  );

/** Frames an error as the service's own protocol does; `service` is undefined where none is known. */
export function errorResponse(
  protocol: WireProtocol,
  error: unknown,
  requestId: string,
  service?: ServiceName,
): AwsResponse {
  const known =
    error instanceof AwsError
      ? error
      : new AwsError('InternalFailure', 'The request could not be processed.', 500);
  const { code, message, status, headers } = known;
  switch (protocol) {
    case 'json':
      return {
        status,
        headers: {
          ...(queryCompatible.has(service) ? queryError(code, status) : {}),
          ...headers,
          'content-type': 'application/x-amz-json-1.1',
          'x-amzn-errortype': code,
        },
        body: JSON.stringify({ __type: code, message }),
      };
    case 'rest-json':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }),
      };
    case 'query':
      return {
        status,
        headers: { ...headers, 'content-type': 'text/xml' },
        body: `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    case 'rest-xml':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/xml', 'x-amz-request-id': requestId },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
      };
  }
}

function queryError(code: string, status: number): { readonly 'x-amzn-query-error': string } {
  const name = code.slice(code.indexOf('#') + 1);
  return { 'x-amzn-query-error': `${queryCodes[name] ?? name};${status < 500 ? 'Sender' : 'Receiver'}` };
}
