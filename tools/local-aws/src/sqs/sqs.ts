import * as z from 'zod';
import type {
  Instance,
  QueueCounters,
  QueueGauges,
  QueueMessageAttribute,
  QueueSender,
} from '../kernel/ports.js';
import {
  AwsError,
  jsonResponse,
  operationNamed,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
} from '../kernel/service.js';
import type { MessageAttributes } from './message-attributes.js';
import { checkMessage, enteringMessage } from './message.js';
import { messageOperations } from './message-operations.js';
import { moveTaskOperations } from './move-task-operations.js';
import { MoveTasks } from './move-tasks.js';
import { QueueDirectory } from './queue-directory.js';
import { queueOperations } from './queue-operations.js';
import { missingParameter, queueDoesNotExist } from './sqs-errors.js';

/** By name; each checks its own input, in the service's JSON shapes. */
export type Operations = Readonly<
  Record<string, (input: unknown, request: AwsRequest) => object | Promise<object>>
>;

export interface SqsOptions {
  /** The most messages of a queue that may be in flight. Default: about as many as AWS allows. */
  readonly inFlightLimit?: number;
}

/**
 * SQS with standard queues, in memory, over AWS JSON.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/
 */
export function createSqs(
  instance: Instance,
  { inFlightLimit }: SqsOptions = {},
): AwsService & QueueSender & QueueGauges & QueueCounters {
  const now = () => instance.clock.now();
  const queues = new QueueDirectory(instance, inFlightLimit);
  const tasks = new MoveTasks(queues, instance);
  const operations: Operations = {
    ...queueOperations(queues, now, instance.waitScale),
    ...messageOperations(queues, instance.entries, now),
    ...moveTaskOperations(tasks),
  };

  return {
    name: 'sqs',
    protocol: 'json',
    handle: async (request) => {
      const operation = operationNamed(operations, 'json', request.operation);
      return run(operation, parseBody(await request.readBody()), request);
    },
    send: async (queueArn, body, attributes = {}) => {
      const queue = queues.byArn(queueArn);
      if (queue === undefined) throw queueDoesNotExist();
      const message = {
        body,
        attributes: messageAttributes(attributes),
        systemAttributes: {},
        senderId: instance.accountId,
      };
      checkMessage(message, queue);
      queues.deliver(enteringMessage(message, now()), queue);
    },
    gauges: () =>
      queues.all().map((queue) => ({
        queueName: queue.name,
        ...queue.counted(),
        ageOfOldestSeconds: queue.ageOfOldestSeconds(),
      })),
    traffic: () => queues.all().map(({ name, traffic }) => ({ queueName: name, ...traffic })),
    close: async () => {
      tasks.close();
      for (const queue of queues.all()) queue.close();
    },
  };
}

/** As they stand on the wire. */
const messageAttributes = (given: Readonly<Record<string, QueueMessageAttribute>>): MessageAttributes =>
  Object.fromEntries(
    Object.entries(given).map(([name, { dataType, value }]) => [
      name,
      { DataType: dataType, [dataType.startsWith('Binary') ? 'BinaryValue' : 'StringValue']: value },
    ]),
  );

async function run(
  operation: (input: unknown, request: AwsRequest) => object | Promise<object>,
  input: unknown,
  request: AwsRequest,
): Promise<AwsResponse> {
  try {
    return jsonResponse(await operation(input, request));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw wrongShape(error, input);
  }
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'));
  } catch {
    throw new AwsError('com.amazon.coral.service#SerializationException', 'The request is not JSON.');
  }
}

/** A required field that is absent has an error of its own. */
function wrongShape(error: z.ZodError, input: unknown): AwsError {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String);
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], input);
  if (value === undefined) return missingParameter(path.join('.'));
  return new AwsError(
    'com.amazon.coral.service#SerializationException',
    `${path.join('.')}: ${issue?.message}`,
  );
}
