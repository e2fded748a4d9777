import { awsJson, call } from './aws-json.js';
import { load } from './load.js';

const messageBody = 'x'.repeat(256);
const batchSize = 10;

export async function createQueue(endpoint: string, name: string): Promise<string> {
  const { QueueUrl } = await call<{ QueueUrl: string }>(
    endpoint,
    awsJson('sqs', 'CreateQueue', { QueueName: name }),
  );
  return QueueUrl;
}

/** Messages of 256 B a second, one a request; `endpoint` may be any server that answers. */
export async function sends(endpoint: string, queueUrl: string, seconds: number): Promise<number> {
  const request = { ...awsJson('sqs', 'SendMessage', { QueueUrl: queueUrl, MessageBody: messageBody }) };
  const done = await load(endpoint, [request], { seconds });
  return done.requests / done.seconds;
}

/** Messages received and deleted a second, `size` a request, from a queue that holds all of them before. */
export async function receivesAndDeletes(
  endpoint: string,
  queueUrl: string,
  { size, messages }: { readonly size: 1 | 10; readonly messages: number },
): Promise<number> {
  await fill(endpoint, queueUrl, messages);
  let deleted = 0;
  const done = await load(
    endpoint,
    [
      {
        ...awsJson('sqs', 'ReceiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: size }),
        onResponse: (_status, body, context) => {
          const { Messages = [] } = JSON.parse(body) as { Messages?: { ReceiptHandle: string }[] };
          Object.assign(context, { handles: Messages.map(({ ReceiptHandle }) => ReceiptHandle) });
        },
      },
      {
        ...awsJson('sqs', 'DeleteMessageBatch', {}),
        setupRequest: (request, context) => {
          const { handles } = context as { handles: string[] };
          deleted += handles.length;
          const [ReceiptHandle] = handles;
          const Entries = handles.map((handle, index) => ({ Id: String(index), ReceiptHandle: handle }));
          return {
            ...request,
            ...(size === 1
              ? awsJson('sqs', 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle })
              : awsJson('sqs', 'DeleteMessageBatch', { QueueUrl: queueUrl, Entries })),
          };
        },
      },
    ],
    { requests: (messages / size) * 2 },
  );
  if (deleted !== messages) throw new Error(`${deleted} of ${messages} messages were received.`);
  return deleted / done.seconds;
}

/** Sends so many messages of 256 B, a multiple of ten. */
export async function fill(endpoint: string, queueUrl: string, messages: number): Promise<void> {
  const Entries = Array.from({ length: batchSize }, (_, index) => ({
    Id: String(index),
    MessageBody: messageBody,
  }));
  const request = { ...awsJson('sqs', 'SendMessageBatch', { QueueUrl: queueUrl, Entries }) };
  await load(endpoint, [request], { requests: messages / batchSize });
}
