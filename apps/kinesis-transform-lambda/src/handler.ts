import type { Context, KinesisStreamBatchResponse } from 'aws-lambda';
import { transformInvocation } from './app.js';
import { createEnvironment } from './environment.js';

const environment = createEnvironment(process.env);

export const handler = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<KinesisStreamBatchResponse> => transformInvocation(event, context, environment);
