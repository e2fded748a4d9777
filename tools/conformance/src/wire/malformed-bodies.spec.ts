import { CreateStreamCommand, DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { DescribeStatementCommand } from '@aws-sdk/client-redshift-data';
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { freshName } from '../resources/fresh-name.js';
import { send, type Answer } from './send.js';
import { signedRequest } from './signed-request.js';

const expectSerializationError = ({ status, body }: Answer) => {
  expect(status).toBe(400);
  expect(body).toContain('SerializationException');
};

const broken = (draft: { body: unknown }) => void (draft.body = '{"a":');

conformance('wire', 'malformed bodies', (conforms) => {
  conforms('refuses a body that is no JSON, in Kinesis', async () => {
    const command = new DescribeStreamSummaryCommand({ StreamName: 's' });
    expectSerializationError(await send(await signedRequest(clients.kinesis, command, broken)));
  });

  conforms('refuses a body that is no JSON, in the Data API', async () => {
    const command = new DescribeStatementCommand({ Id: '00000000-0000-0000-0000-000000000000' });
    expectSerializationError(await send(await signedRequest(clients.redshiftData, command, broken)));
  });

  conforms('refuses a field of another type, in Kinesis', async () => {
    const StreamName = freshName('stream');
    const command = new CreateStreamCommand({ StreamName, ShardCount: 1 });
    const request = await signedRequest(clients.kinesis, command, (draft) => {
      draft.body = JSON.stringify({ StreamName: { not: 'text' }, ShardCount: 1 });
    });
    expectSerializationError(await send(request));
  });

  conforms('refuses a body that is no XML, in S3', async () => {
    const Bucket = await createBucket();
    const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }] } });
    const request = await signedRequest(clients.s3, command, (draft) => {
      draft.body = '<Delete><Object><Key>k</Key>';
    });
    const { status, body } = await send(request);
    expect(status).toBe(400);
    expect(body).toContain('<Code>MalformedXML</Code>');
  });

  conforms('refuses XML that says something else, in S3', async () => {
    const Bucket = await createBucket();
    const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }] } });
    const request = await signedRequest(clients.s3, command, (draft) => {
      draft.body = '<Nonsense/>';
    });
    const { status, body } = await send(request);
    expect(status).toBe(400);
    expect(body).toContain('<Code>MalformedXML</Code>');
  });
});
