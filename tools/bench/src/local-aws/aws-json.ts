/** What an SDK client sends for an AWS JSON operation, but for a signature that would be right. */
export interface AwsJsonRequest {
  readonly method: 'POST';
  readonly path: '/';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const targets = { sqs: 'AmazonSQS', kinesis: 'Kinesis_20131202' };

export function awsJson(service: keyof typeof targets, operation: string, input: object): AwsJsonRequest {
  return {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': `application/x-amz-json-1.${service === 'sqs' ? 0 : 1}`,
      'x-amz-target': `${targets[service]}.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=bench/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(input),
  };
}

/** Sends one and returns its answer. Throws for anything but 200. */
export async function call<T>(endpoint: string, { path, ...request }: AwsJsonRequest): Promise<T> {
  const response = await fetch(`${endpoint}${path}`, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${request.headers['x-amz-target']}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
