import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';
import type { AsyncInvocations } from './async-invocations.js';
import type { LambdaFunction } from './lambda-function.js';

const SYNC_LIMIT_BYTES = 6 * 1024 * 1024;
const ASYNC_LIMIT_BYTES = 1024 * 1024;

/** `POST /2015-03-31/functions/NAME/invocations` */
export async function invoke(
  request: AwsRequest,
  target: LambdaFunction,
  queue: AsyncInvocations,
): Promise<AwsResponse> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const payload = payloadOf(
    await request.readBody(),
    type === 'Event' ? ASYNC_LIMIT_BYTES : SYNC_LIMIT_BYTES,
  );
  switch (type) {
    case 'DryRun':
      return { status: 204 };
    case 'Event':
      queue.queue(target, payload);
      return { status: 202 };
    case 'RequestResponse': {
      const result = await target.invoke(payload, { requestId: request.requestId, whenBusy: 'throttle' });
      const wantsLog = request.headers['x-amz-log-type'] === 'Tail';
      return {
        status: 200,
        headers: {
          'content-type': 'application/json',
          'x-amz-executed-version': '$LATEST',
          ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
          ...(wantsLog ? { 'x-amz-log-result': Buffer.from(result.logTail).toString('base64') } : {}),
        },
        body: result.payload,
      };
    }
    default:
      throw new AwsError('InvalidParameterValueException', `Unknown invocation type: ${type}.`);
  }
}

function payloadOf(body: Buffer, limitBytes: number): string {
  if (body.length > limitBytes) {
    throw new AwsError(
      'RequestTooLargeException',
      `${body.length} byte payload is too large for this invocation type (limit ${limitBytes} bytes).`,
      413,
    );
  }
  if (body.length === 0) return '{}';
  const text = body.toString('utf8');
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
  return text;
}
