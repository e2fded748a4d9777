import { AwsError, type WireProtocol } from './service.js';

/** What an unsigned request gets. */
export function unsigned(protocol: WireProtocol): AwsError {
  switch (protocol) {
    case 'rest-xml':
      return new AwsError('AccessDenied', 'Access Denied', 403);
    case 'query':
      return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    case 'rest-json':
      return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    case 'json':
      return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
}

/** What a request gets whose Authorization header, or X-Amz-Credential, does not say who signed it for what. */
export function malformedAuthorization(protocol: WireProtocol): AwsError {
  const message = 'The authorization names no credential scope.';
  switch (protocol) {
    case 'rest-xml':
      return new AwsError('AuthorizationHeaderMalformed', message);
    case 'query':
      return new AwsError('IncompleteSignature', message);
    case 'rest-json':
      return new AwsError('IncompleteSignatureException', message, 403);
    case 'json':
      return new AwsError('IncompleteSignatureException', message);
  }
}

export const noSuchService = (service: string): AwsError =>
  new AwsError('UnknownOperationException', `local-aws does not speak ${service}.`, 404);

/** Of a request whose signature names no service. */
export function guessProtocol(
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
  query: URLSearchParams,
): WireProtocol {
  if (headers['x-amz-target'] !== undefined) return 'json';
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded') || query.has('Action')) return 'query';
  if (type.startsWith('application/x-amz-json')) return 'json';
  // The version of the API that Lambda's paths begin with; no bucket is named so.
  return /^\/20\d\d-\d\d-\d\d\//.test(path) ? 'rest-json' : 'rest-xml';
}
