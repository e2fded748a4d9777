import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { freshName } from '../resources/fresh-name.js';
import { send } from './send.js';
import { authorizedBy, garbledAuthorization, signedRequest, without } from './signed-request.js';

const listStreams = () => signedRequest(clients.kinesis, new ListStreamsCommand({}));
const listTopics = () => signedRequest(clients.sns, new ListTopicsCommand({}));
const getFunction = () =>
  signedRequest(clients.lambda, new GetFunctionCommand({ FunctionName: freshName('absent') }));
const listObjects = async () =>
  signedRequest(clients.s3, new ListObjectsV2Command({ Bucket: await createBucket() }));

conformance('wire', 'signing', (conforms) => {
  conforms('answers what is signed', async () => {
    for (const request of await Promise.all([listStreams(), listTopics(), listObjects()])) {
      expect(await send(request)).toMatchObject({ status: 200 });
    }
    expect(await send(await getFunction())).toMatchObject({ status: 404 });
  });

  conforms('refuses a JSON request that is not signed', async () => {
    const { status, body } = await send(without(await listStreams(), 'authorization'));
    expect([400, 403]).toContain(status);
    expect(body).toContain('MissingAuthenticationToken');
  });

  conforms('refuses a form that is not signed', async () => {
    const { status, body } = await send(without(await listTopics(), 'authorization'));
    expect(status).toBe(403);
    expect(body).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  conforms('refuses a REST request to Lambda that is not signed', async () => {
    const { status, headers } = await send(without(await getFunction(), 'authorization'));
    expect([status, headers['x-amzn-errortype']]).toEqual([
      403,
      expect.stringMatching(/^MissingAuthenticationTokenException/),
    ]);
  });

  conforms('shows a bucket to nobody who does not sign', async () => {
    const { status, body } = await send(without(await listObjects(), 'authorization'));
    expect(status).toBe(403);
    expect(body).toContain('<Code>AccessDenied</Code>');
  });

  conforms('refuses a JSON request whose authorization names no credentials', async () => {
    const { status, body } = await send(authorizedBy(await listStreams(), garbledAuthorization));
    expect([400, 403]).toContain(status);
    expect(body).toContain('IncompleteSignature');
  });

  conforms('refuses a form whose authorization names no credentials', async () => {
    const { status, body } = await send(authorizedBy(await listTopics(), garbledAuthorization));
    expect([400, 403]).toContain(status);
    expect(body).toContain('IncompleteSignature');
  });

  conforms('refuses a request to S3 whose authorization names no credentials', async () => {
    const { status, body } = await send(authorizedBy(await listObjects(), garbledAuthorization));
    expect(status).toBe(400);
    expect(body).toContain('<Code>AuthorizationHeaderMalformed</Code>');
  });
});
