import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Instance, QueueSender } from '../kernel/ports.js';
import type { InvocationResult } from './function-config.js';
import type { LambdaFunction } from './lambda-function.js';

/** The pauses before AWS's two retries. */
const RETRY_PAUSES_MS = [60_000, 120_000];

export interface AsyncInvocations {
  /** Returns the request id; the invocation happens later. */
  queue(target: LambdaFunction, payload: string): string;
  /** Gives up on invocations that wait for their retry. */
  close(): void;
}

/**
 * Asynchronous invocations: a failed one is tried twice more, then goes to the function's on-failure queue, or
 * nowhere.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function asyncInvocations(instance: Instance, queues: QueueSender): AsyncInvocations {
  const closing = new AbortController();
  const { signal } = closing;

  const run = async (target: LambdaFunction, payload: string, requestId: string): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      const result = await target.invoke(payload, { requestId, whenBusy: 'wait' });
      if (signal.aborted || result.functionError === undefined) return;
      const pauseMs = RETRY_PAUSES_MS[attempt - 1];
      if (pauseMs === undefined) return giveUp(target, payload, result, attempt);
      await pause(pauseMs / instance.waitScale, undefined, { signal });
    }
  };

  const giveUp = async (
    target: LambdaFunction,
    payload: string,
    result: InvocationResult,
    invokeCount: number,
  ): Promise<void> => {
    const { onFailureQueueArn } = target.config;
    if (onFailureQueueArn === undefined) return;
    const record = {
      version: '1.0',
      timestamp: new Date(instance.clock.now()).toISOString(),
      requestContext: {
        requestId: result.requestId,
        functionArn: `${target.arn}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: invokeCount,
      },
      requestPayload: JSON.parse(payload) as unknown,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: result.functionError },
      responsePayload: JSON.parse(result.payload) as unknown,
    };
    await queues.send(onFailureQueueArn, JSON.stringify(record));
  };

  return {
    queue: (target, payload) => {
      const requestId = randomUUID();
      run(target, payload, requestId).catch((error: unknown) => {
        if (!signal.aborted)
          instance.warn(`lambda ${target.config.name}, asynchronous ${requestId}: ${String(error)}`);
      });
      return requestId;
    },
    close: () => closing.abort(),
  };
}
