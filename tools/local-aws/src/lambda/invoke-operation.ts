import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';
import type { AsyncInvocations } from './async-invocations.js';
import type { FunctionRegistry } from './function-registry.js';
import { invalidParameter } from './request-input.js';

const SYNC_LIMIT_BYTES = 6 * 1024 * 1024;
const ASYNC_LIMIT_BYTES = 1024 * 1024;

/** Runs a function for whoever asks, at once or later. */
export function invokeOperation(functions: FunctionRegistry, async: AsyncInvocations) {
  return {
    Invoke: async (request: AwsRequest, name: string): Promise<AwsResponse> => {
      const { function: target } = functions.find(name);
      const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
      const limitBytes = type === 'Event' ? ASYNC_LIMIT_BYTES : SYNC_LIMIT_BYTES;
      const payload = payloadOf(await request.readBody(), limitBytes);
      switch (type) {
        case 'DryRun':
          return { status: 204 };
        case 'Event':
          async.queue(target.arn, payload);
          return { status: 202 };
        case 'RequestResponse': {
          const result = await target.invoke(payload, request.requestId);
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
          throw invalidParameter(`Unknown invocation type: ${type}.`);
      }
    },
  };
}

function payloadOf(body: Buffer, limitBytes: number): string {
  if (body.length > limitBytes) {
    throw new AwsError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
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
