import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import { createSqs, type SqsOptions } from './sqs.js';

export interface TestSqs extends TestInstance {
  readonly client: TestInstance['client'];
  readonly sqs: SQSClient;
  readonly queues: ReturnType<typeof createSqs>;
  /** Returns the queue's URL. */
  create(name: string, attributes?: Record<string, string>): Promise<string>;
  send(url: string, body: string, more?: Partial<SendMessageCommandInput>): Promise<string>;
  receive(url: string, more?: Partial<ReceiveMessageCommandInput>): Promise<readonly Message[]>;
  /** Visible, in flight and delayed. */
  counts(url: string): Promise<readonly number[]>;
}

/** SQS behind a listener, and what the tests do with it most. */
export async function startSqs(options: SqsOptions & { readonly waitScale?: number } = {}): Promise<TestSqs> {
  let queues: ReturnType<typeof createSqs> | undefined;
  const { waitScale = 60 } = options;
  const local = await startInstance((instance) => [(queues = createSqs(instance, options))], { waitScale });
  const sqs = new SQSClient(local.client);
  return {
    ...local,
    sqs,
    queues: queues as ReturnType<typeof createSqs>,
    create: async (QueueName, Attributes = {}) =>
      (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl as string,
    send: async (QueueUrl, MessageBody, more = {}) =>
      (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }))).MessageId as string,
    receive: async (QueueUrl, more = {}) =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], ...more })))
        .Messages ?? [],
    counts: async (QueueUrl) => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      return [
        Attributes['ApproximateNumberOfMessages'],
        Attributes['ApproximateNumberOfMessagesNotVisible'],
        Attributes['ApproximateNumberOfMessagesDelayed'],
      ].map(Number);
    },
    stop: async () => {
      sqs.destroy();
      await local.stop();
    },
  };
}

export const arnOf = (name: string): string => `arn:aws:sqs:eu-central-1:000000000000:${name}`;

/** The attribute of a queue that gives up after so many receives. */
export const deadLettersTo = (name: string, maxReceiveCount: number): Record<string, string> => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount }),
});
