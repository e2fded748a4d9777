import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  ProvisionedThroughputExceededException,
  type GetRecordsCommandOutput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { instant } from '@sluice/load-model';
import { fileSourceId } from '@sluice/message-schemas';
import { contentKey } from '../traffic/stream-traffic.js';
import { versionKey } from '../traffic/file-traffic.js';

/** A record as it stands on the stream. */
export interface StreamedRecord {
  /** What it begins its payloads' identities with. */
  readonly recordId: string;
  /** As `instant` writes it. */
  readonly arrivedAt: string;
  /** `contentKey`. */
  readonly content: string;
}

/** A version of an object as it stands in the landing bucket. */
export interface LandedVersion {
  readonly sourceId: string;
  readonly key: string;
  readonly versionId: string;
  /** As `instant` writes it. */
  readonly arrivedAt: string;
  /** `versionKey`. */
  readonly content: string;
}

const throttledMilliseconds = 250;

/** Everything on the stream, whatever its producers believe: an answer that was lost put a record there all the same. */
export async function streamedRecords(
  client: KinesisClient,
  stream: string,
): Promise<readonly StreamedRecord[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const read = async (shardId: string): Promise<StreamedRecord[]> => {
    const start = { StreamName: stream, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator: next } = await client.send(new GetShardIteratorCommand(start));
    const found: StreamedRecord[] = [];
    while (next !== undefined) {
      const { Records = [], NextShardIterator, MillisBehindLatest } = await readPage(client, next);
      for (const { Data = new Uint8Array(), SequenceNumber = '', ApproximateArrivalTimestamp } of Records)
        found.push({
          recordId: `${stream}/${shardId}:${SequenceNumber}`,
          arrivedAt: instant((ApproximateArrivalTimestamp ?? new Date(NaN)).toISOString()),
          content: contentKey(Data),
        });
      next = MillisBehindLatest === 0 ? undefined : NextShardIterator;
    }
    return found;
  };
  return (await Promise.all(Shards.map(({ ShardId = '' }) => read(ShardId)))).flat();
}

/** A shard answers five times a second. */
async function readPage(client: KinesisClient, ShardIterator: string): Promise<GetRecordsCommandOutput> {
  for (;;) {
    try {
      return await client.send(new GetRecordsCommand({ ShardIterator }));
    } catch (error) {
      if (!(error instanceof ProvisionedThroughputExceededException)) throw error;
      await delay(throttledMilliseconds);
    }
  }
}

/** Every version of every object in the landing bucket. */
export async function landedVersions(client: S3Client, bucket: string): Promise<readonly LandedVersion[]> {
  const found: LandedVersion[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (from !== undefined) {
    const page: {
      Versions?: { Key?: string; VersionId?: string; ETag?: string; LastModified?: Date }[];
      IsTruncated?: boolean;
      NextKeyMarker?: string;
      NextVersionIdMarker?: string;
    } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, ...from }));
    for (const { Key: key = '', VersionId: versionId = '', ETag = '', LastModified } of page.Versions ?? []) {
      const etag = ETag.replaceAll('"', '');
      // In headers, which the processor reads, S3 tells seconds.
      const arrivedMs = Math.floor((LastModified?.getTime() ?? NaN) / 1000) * 1000;
      found.push({
        sourceId: fileSourceId({ bucket, key, versionId, etag }, sha256Hex),
        key,
        versionId,
        arrivedAt: instant(new Date(arrivedMs).toISOString()),
        content: versionKey(key, etag),
      });
    }
    from =
      page.IsTruncated === true
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
  }
  return found;
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
