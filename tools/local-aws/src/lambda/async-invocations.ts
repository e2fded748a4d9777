import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Instance, QueueSender } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import type { EventInvokeSettings, InvocationResult } from './function-config.js';
import type { LambdaFunction } from './lambda-function.js';

/** The pauses before AWS's two retries of a function that failed. */
const RETRY_PAUSES_MS = [60_000, 120_000];
/** Before one that was throttled is tried again: twice as long each time. */
const FIRST_THROTTLE_PAUSE_MS = 1_000;
const LONGEST_THROTTLE_PAUSE_MS = 300_000;

/** What is known of a function when it is about to be invoked. */
export interface AsyncTarget {
  readonly function: LambdaFunction;
  readonly settings: EventInvokeSettings;
}

export interface AsyncParts {
  readonly instance: Instance;
  readonly queues: QueueSender;
  /** Undefined when the function is gone, which drops what was queued for it. */
  target(arn: string): AsyncTarget | undefined;
}

export interface AsyncInvocations {
  /** Returns the request id; the invocation happens later. */
  queue(functionArn: string, payload: string): string;
  /** Gives up on invocations that wait for their retry. */
  close(): void;
}

interface Queued {
  readonly functionArn: string;
  readonly payload: string;
  readonly requestId: string;
  readonly queuedAtMs: number;
}

/**
 * Asynchronous invocations: what fails is tried twice more, what is throttled for up to six hours; then it goes to
 * the function's on-failure queue, or nowhere.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function asyncInvocations(parts: AsyncParts): AsyncInvocations {
  const { instance } = parts;
  const closing = new AbortController();
  const { signal } = closing;
  const wait = (ms: number) => pause(ms, undefined, { signal });

  const run = async (queued: Queued, arrivesInMs: number): Promise<void> => {
    if (arrivesInMs > 0) await wait(arrivesInMs);
    let throttles = 0;
    for (let invokeCount = 0; ;) {
      const target = parts.target(queued.functionArn);
      if (target === undefined) return;
      const { maximumEventAgeSeconds, maximumRetryAttempts } = target.settings;
      if (instance.clock.now() - queued.queuedAtMs > maximumEventAgeSeconds * 1000) {
        return giveUp(parts, target, queued, { condition: 'EventAgeExceeded', invokeCount });
      }
      const result = await unlessThrottled(target.function.invoke(queued.payload, queued.requestId));
      if (signal.aborted) return;
      if (result === 'throttled') {
        const pauseMs = Math.min(FIRST_THROTTLE_PAUSE_MS * 2 ** throttles, LONGEST_THROTTLE_PAUSE_MS);
        throttles += 1;
        await wait(pauseMs / instance.waitScale);
        continue;
      }
      if (result.functionError === undefined) return;
      const retryPauseMs = RETRY_PAUSES_MS[invokeCount];
      invokeCount += 1;
      if (invokeCount > maximumRetryAttempts || retryPauseMs === undefined) {
        return giveUp(parts, target, queued, { condition: 'RetriesExhausted', invokeCount, result });
      }
      await wait(retryPauseMs / instance.waitScale);
    }
  };

  return {
    queue: (functionArn, payload) => {
      const requestId = randomUUID();
      const queued = { functionArn, payload, requestId, queuedAtMs: instance.clock.now() };
      for (const ms of instance.deliveries.arrivals({ service: 'lambda', resource: functionArn })) {
        run(queued, ms).catch((error: unknown) => {
          if (!signal.aborted) instance.warn(`${functionArn}, asynchronous ${requestId}: ${String(error)}`);
        });
      }
      return requestId;
    },
    close: () => closing.abort(),
  };
}

async function unlessThrottled(
  invocation: Promise<InvocationResult>,
): Promise<InvocationResult | 'throttled'> {
  try {
    return await invocation;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'TooManyRequestsException') return 'throttled';
    throw error;
  }
}

interface GivenUp {
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  readonly invokeCount: number;
  /** Of the last attempt; undefined when there was none. */
  readonly result?: InvocationResult;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
async function giveUp(
  { instance, queues }: AsyncParts,
  { function: { arn }, settings }: AsyncTarget,
  { requestId, payload }: Queued,
  { condition, invokeCount, result }: GivenUp,
): Promise<void> {
  if (settings.onFailureQueueArn === undefined) return;
  const record = {
    version: '1.0',
    timestamp: new Date(instance.clock.now()).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${arn}:$LATEST`,
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: JSON.parse(payload) as unknown,
    ...(result === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            functionError: result.functionError,
          },
          responsePayload: JSON.parse(result.payload) as unknown,
        }),
  };
  await queues.send(settings.onFailureQueueArn, JSON.stringify(record));
}
