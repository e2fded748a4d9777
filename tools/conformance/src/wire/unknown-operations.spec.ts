import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { ListDatabasesCommand } from '@aws-sdk/client-redshift-data';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { target } from '../target.js';
import { connectionOf } from '../warehouse-connection.js';
import { send, type Answer } from './send.js';
import { signedRequest, type Draft } from './signed-request.js';

const unknownTarget = (draft: Draft) => {
  const name = draft.headers['x-amz-target'] ?? draft.headers['X-Amz-Target'] ?? '';
  draft.headers['x-amz-target'] = `${name.slice(0, name.indexOf('.'))}.Nonsense`;
};

/** Of the framework that AWS's JSON services share; the services differ in the status. */
const expectUnknownOperation = ({ status, body }: Answer) => {
  expect([400, 404]).toContain(status);
  expect(body).toContain('UnknownOperationException');
};

conformance('wire', 'unknown operations', (conforms) => {
  conforms('has no such operation in Kinesis', async () => {
    const request = await signedRequest(clients.kinesis, new ListStreamsCommand({}), unknownTarget);
    expectUnknownOperation(await send(request));
  });

  conforms('has no such operation in SQS', async () => {
    const request = await signedRequest(clients.sqs, new ListQueuesCommand({}), unknownTarget);
    expectUnknownOperation(await send(request));
  });

  conforms('has no such operation in the Data API', async () => {
    const command = new ListDatabasesCommand(connectionOf(target.warehouse));
    expectUnknownOperation(await send(await signedRequest(clients.redshiftData, command, unknownTarget)));
  });

  conforms('has no such path in Lambda', async () => {
    const request = await signedRequest(
      clients.lambda,
      new GetFunctionCommand({ FunctionName: 'f' }),
      (draft) => {
        draft.path = '/2015-03-31/nonsense/';
      },
    );
    expect((await send(request)).status).toBe(404);
  });

  conforms('has no such action in SNS', async () => {
    const request = await signedRequest(clients.sns, new ListTopicsCommand({}), (draft) => {
      draft.body = 'Action=Nonsense&Version=2010-03-31';
    });
    const { status, body } = await send(request);
    expect(status).toBe(400);
    expect(body).toMatch(/<Type>Sender<\/Type>\s*<Code>InvalidAction<\/Code>/);
  });

  conforms('misses the action of a form without one', async () => {
    const request = await signedRequest(clients.sns, new ListTopicsCommand({}), (draft) => {
      draft.body = 'Version=2010-03-31';
    });
    const { status, body } = await send(request);
    expect(status).toBe(400);
    expect(body).toContain('<Code>MissingAction</Code>');
  });

  conforms('misses the operation of a JSON request without one', async () => {
    const request = await signedRequest(clients.kinesis, new ListStreamsCommand({}), (draft) => {
      delete draft.headers['x-amz-target'];
      delete draft.headers['X-Amz-Target'];
    });
    expectUnknownOperation(await send(request));
  });
});
