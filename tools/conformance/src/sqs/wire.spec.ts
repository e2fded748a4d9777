import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createQueue } from '../resources/queue.js';
import { refusalOf } from './unparsed-answer.js';

conformance('sqs', 'wire', (conforms) => {
  conforms('names an error as JSON does, and in a header as the query protocol did', async () => {
    const { url } = await createQueue();
    const refused = await refusalOf(JSON.stringify({ QueueUrl: `${url}-absent`, MessageBody: 'm' }));
    expect(refused.status).toBe(400);
    expect(refused.headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
    expect(refused.error.name).toBe('QueueDoesNotExist');
    expect(refused.error.message).toBe('The specified queue does not exist.');
  });

  for (const [fault, body] of [
    ['a body that is not JSON', '{"QueueUrl":'],
    ['a body that is no object', '[]'],
  ] as const) {
    conforms(`refuses ${fault}`, async () => {
      const { status, error } = await refusalOf(body);
      expect(status).toBe(400);
      expect(error.name).toMatch(/^(SerializationException|MalformedInput)/);
    });
  }

  conforms('refuses a field of another type', async () => {
    const { url } = await createQueue();
    for (const MessageBody of [{}, ['m']]) {
      const { status } = await refusalOf(JSON.stringify({ QueueUrl: url, MessageBody }));
      expect(status).toBe(400);
    }
  });

  conforms('refuses a request without the field that it needs', async () => {
    const { url } = await createQueue();
    for (const body of [{ MessageBody: 'm' }, { QueueUrl: url }, { QueueUrl: url, MessageBody: null }]) {
      const { status, error } = await refusalOf(JSON.stringify(body));
      expect(status).toBe(400);
      expect(error.Code).toBe('MissingParameter');
    }
  });
});
