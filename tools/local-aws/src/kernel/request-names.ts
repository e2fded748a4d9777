import { namedDetails, namedResource } from './named-resource.js';
import { AwsError, type AwsRequest, type AwsService } from './service.js';

/** What a request asks, and of what, where that can be told. */
export interface RequestNames {
  readonly operation?: string | undefined;
  readonly resource?: string | undefined;
  /** See `LoggedRequest.details`. */
  readonly details?: Readonly<Record<string, string>> | undefined;
}

/** The operation of a JSON request stands in a header, that of a query request in the form. */
export async function withOperation(service: AwsService, request: AwsRequest): Promise<AwsRequest> {
  if (service.protocol === 'json') {
    const target = request.headers['x-amz-target'];
    return target === undefined
      ? request
      : { ...request, operation: target.slice(target.lastIndexOf('.') + 1) };
  }
  if (service.protocol !== 'query') return request;
  const text = (await request.readBody()).toString('utf8');
  if (/%(?![0-9a-f]{2})/i.test(text)) {
    throw new AwsError('MalformedQueryString', 'The query string contains a syntax error.', 404);
  }
  const form = new URLSearchParams(text);
  for (const [name, value] of request.query) form.append(name, value);
  return { ...request, query: form, operation: form.get('Action') ?? undefined };
}

/** For the request log and fault rules. */
export async function nameRequest(service: AwsService, request: AwsRequest): Promise<RequestNames> {
  if (service.describe !== undefined) return service.describe(request);
  const { operation } = request;
  if (service.protocol === 'json') {
    const body = await request.readBody();
    return {
      operation,
      resource: namedResource(service.name, body),
      details: namedDetails(operation, body),
    };
  }
  if (service.protocol === 'query') {
    const resource =
      request.query.get('TopicArn') ?? request.query.get('SubscriptionArn') ?? request.query.get('Name');
    return { operation, resource: resource ?? undefined };
  }
  return { operation, resource: request.path };
}
