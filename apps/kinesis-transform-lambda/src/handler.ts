import { invocationTraceId } from '@sluice/config';
import type { Context, KinesisStreamBatchResponse } from 'aws-lambda';
import { transformInvocation } from './app.js';
import { createEnvironment } from './environment.js';
import { traced } from './traced.js';

const environment = createEnvironment(process.env);

export const handler = (
  event: unknown,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
): Promise<KinesisStreamBatchResponse> =>
  transformInvocation(
    event,
    context,
    traced(environment, invocationTraceId(process.env, context.awsRequestId)),
  );
