import { invocationTraceId } from '@sluice/config';
import { announceFiles } from './app.js';
import { createEnvironment } from './environment.js';

const environment = createEnvironment(process.env);

export function handler(event: unknown, context: { readonly awsRequestId: string }): Promise<void> {
  const traceId = invocationTraceId(process.env, context.awsRequestId);
  return announceFiles(event, traceId, { ...environment, logger: environment.logger.child({ traceId }) });
}
