import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { titleBasics } from '@sluice/contracts';
import { fileSourceId, type RowBatch } from '@sluice/message-schemas';
import type { FailureBed } from './failure-bed.testing.js';
import { claimedBatch, sha256Hex, titlesFile } from './sources.testing.js';

export interface LandedFile {
  readonly key: string;
  readonly sourceId: string;
  /** As messages and logs name it. */
  readonly uri: string;
}

/** Puts a file of titles into the landing bucket; the trigger announces it. */
export async function landFile({ stack }: FailureBed, number: number, rows?: number): Promise<LandedFile> {
  const { clients, names } = stack;
  const bucket = names.landingBucket;
  const key = `${titleBasics.name}/file-${number}.tsv`;
  const { ETag = '', VersionId: versionId = '' } = await clients.s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: titlesFile(number, rows) }),
  );
  const object = { bucket, key, versionId, etag: ETag.replaceAll('"', '') };
  return {
    key,
    sourceId: fileSourceId(object, sha256Hex),
    uri: `s3://${bucket}/${key}?versionId=${versionId}`,
  };
}

/** As many as one call takes. */
const entriesACall = 10;

/** Sends batches to the rows lane as the transform does. */
export async function sendBatches({ stack }: FailureBed, batches: readonly RowBatch[]): Promise<void> {
  for (let start = 0; start < batches.length; start += entriesACall) {
    const { Failed = [] } = await stack.clients.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: stack.queueUrls.rows,
        Entries: batches.slice(start, start + entriesACall).map((batch, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(batch),
          MessageAttributes: {
            'sluice-dataset': { DataType: 'String', StringValue: batch.dataset },
            'sluice-trace-id': { DataType: 'String', StringValue: traceOf(batch) },
          },
        })),
      }),
    );
    if (Failed.length > 0) throw new Error(`${Failed.length} batches were not sent`);
  }
}

export const traceOf = ({ batchId }: Pick<RowBatch, 'batchId'>): string => `trace-${batchId.slice(0, 16)}`;

/** Sends a batch whose content is an object of the staging bucket; gives the object's key, by which faults find it. */
export async function sendClaimedBatch(bed: FailureBed, number: number) {
  const { clients, names } = bed.stack;
  const { batch, object } = claimedBatch(names.stagingBucket, number);
  await clients.s3.send(new PutObjectCommand(object));
  await sendBatches(bed, [batch]);
  return { batch, key: object.Key };
}
