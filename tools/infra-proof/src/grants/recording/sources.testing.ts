import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { titleBasics, titleRatings } from '@sluice/contracts';
import { localRegion } from '@sluice/local-stack';
import { attemptsPrefix } from '@sluice/message-schemas';
import type { RecordingBed } from './recording-bed.testing.js';

const header = `${titleBasics.columns.map(({ name, from }) => from ?? name).join('\t')}\n`;

const title = (number: number, name: string): string =>
  `tt${String(number).padStart(8, '0')}\tmovie\t${name}\t${name}\t0\t1999\t\\N\t90\tDrama\n`;

/** A file of titles, none of them in any file of another number. */
export const smallFile = (number: number): string => header + title(number * 1_000, `Title ${number}`);

/** What does not become smaller, in letters. */
const noise = (bytes: number): string =>
  randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .slice(0, bytes);

/** Of which the clean rows and the bad records alike are more than one part of an upload holds. */
export function largeFile(): string {
  const clean = Array.from({ length: 9_000 }, (_, row) => title(90_000_000 + row, noise(1_000)));
  // A title of more bytes than the contract lets pass.
  const bad = Array.from({ length: 130 }, (_, row) => title(99_000_000 + row, noise(45_000)));
  return [header, ...clean, ...bad].join('');
}

/** Lands under that key; announced by the trigger. */
export async function land({ stack }: RecordingBed, key: string, body: string) {
  const { clients, names } = stack;
  const Bucket = names.landingBucket;
  const { ETag = '', VersionId = '' } = await clients.s3.send(
    new PutObjectCommand({ Bucket, Key: key, Body: body }),
  );
  return { bucket: Bucket, key, versionId: VersionId, etag: ETag.replaceAll('"', '') };
}

/** Sends a message as others do. */
export const send = (
  { stack }: RecordingBed,
  queue: 'files' | 'rows' | 'rowsDlq',
  message: object,
): Promise<unknown> =>
  stack.clients.sqs.send(
    new SendMessageCommand({ QueueUrl: stack.queueUrls[queue], MessageBody: JSON.stringify(message) }),
  );

export const fileArrived = (object: {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly etag: string;
}): object => ({
  type: 'FileArrived',
  version: 1,
  dataset: titleBasics.name,
  sizeBytes: 1,
  announcedAt: new Date().toISOString(),
  ...object,
});

/** A batch by claim check that nobody has stored. */
export const batchWithoutClaim = ({ stack }: RecordingBed): object => ({
  type: 'RowBatch',
  version: 1,
  dataset: titleRatings.name,
  contractVersion: titleRatings.version,
  batchId: 'never-stored',
  stream: 'proof',
  rows: 1,
  rejects: 0,
  content: {
    kind: 'claim',
    bucket: stack.names.stagingBucket,
    key: `claims/${titleRatings.name}/absent.json.gz`,
    sha256: '0'.repeat(64),
  },
});

export const rating = (number: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      dataset: titleRatings.name,
      data: {
        tconst: `tt${String(number).padStart(8, '0')}`,
        averageRating: '7.5',
        numVotes: number,
        ratedAt: new Date().toISOString(),
      },
    }),
  );

/** A bad record that fills more than a message, and is stored as a claim. */
export const claimedRecord = (): Buffer => Buffer.from(`not json ${noise(600_000)}`);

/**
 * A record small on the stream, with a bad payload of which the claim is more than one part of an upload holds: what repeats
 * itself every 30,001 bytes does so within gzip's reach, and in base64 only every 120,004 characters, beyond it. A payload
 * beside it makes it stand there as text, and not as the record was compressed.
 */
export const partedRecord = (): Buffer => {
  const period = noise(30_001);
  const tconst = period.repeat(Math.floor(14_000_000 / period.length));
  const bad = JSON.stringify({ dataset: titleRatings.name, data: { tconst } });
  return gzipSync(`[${bad},${rating(2).toString()}]`);
};

/** Puts a record on the stream over the wire, as nobody of the deployment. */
export async function put({ stack }: RecordingBed, data: Buffer): Promise<void> {
  const response = await fetch(stack.aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.PutRecord',
      authorization: `AWS4-HMAC-SHA256 Credential=producer/20260101/${localRegion}/kinesis/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({
      StreamName: stack.names.stream,
      PartitionKey: 'k',
      Data: data.toString('base64'),
    }),
  });
  if (!response.ok) throw new Error(`the stream did not take a record: ${await response.text()}`);
}

/** What the stream's mapping leaves of a record that it gives up on. */
export async function giveUp({ stack }: RecordingBed, data: Buffer): Promise<void> {
  const { clients, names } = stack;
  const streamArn = `arn:aws:kinesis:${localRegion}:000000000000:stream/${names.stream}`;
  const shardId = 'shardId-000000000000';
  const sequenceNumber = '49590338271490256608559692538361571095921575989136588898';
  const arrived = new Date().toISOString();
  const mapping = '8f6f2a4b-0000-4000-8000-000000000001';
  const record = {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: 'k',
      sequenceNumber,
      data: data.toString('base64'),
      approximateArrivalTimestamp: Date.now() / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/r',
    awsRegion: localRegion,
    eventSourceARN: streamArn,
  };
  const given = {
    requestContext: {
      requestId: 'r',
      functionArn: 'f',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 1,
    },
    version: '1.0',
    timestamp: arrived,
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: sequenceNumber,
      endSequenceNumber: sequenceNumber,
      approximateArrivalOfFirstRecord: arrived,
      approximateArrivalOfLastRecord: arrived,
      batchSize: 1,
      streamArn,
    },
    payload: JSON.stringify({ Records: [record] }),
  };
  await clients.s3.send(
    new PutObjectCommand({
      Bucket: names.quarantineBucket,
      Key: `aws/lambda/${mapping}/${shardId}/2026/01/01/2026-01-01T00.00.00-${mapping}`,
      Body: JSON.stringify(given),
    }),
  );
}

/** Counts an attempt at something that is parked, as the processor does from the second receive on. */
export async function countAttempt({ stack }: RecordingBed): Promise<void> {
  const { clients, names } = stack;
  const Bucket = names.quarantineBucket;
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'parked/' }));
  const [, sourceId] = /([^/]+)\.json$/.exec(Contents[0]?.Key ?? '') ?? [];
  if (sourceId === undefined) throw new Error('nothing is parked');
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: `${attemptsPrefix(sourceId)}0001`, Body: '' }));
}
