import { deadLetterAttributes } from '@sluice/message-schemas';
import type { Environment } from './environment.js';

/**
 * The environment of one invocation: its trace id goes with every message, so that the message's way leads back to the
 * log lines, which all have it. An attribute of a hundred bytes has room beside any message that is made.
 */
export function traced(environment: Environment, traceId: string): Environment {
  const { queue, logger } = environment;
  return {
    ...environment,
    logger: logger.child({ traceId }),
    queue: {
      sendAll: (queueUrl, messages, options) =>
        queue.sendAll(
          queueUrl,
          messages.map(({ body, attributes }) => ({
            body,
            attributes: { ...attributes, [deadLetterAttributes.traceId]: traceId },
          })),
          options,
        ),
    },
  };
}
