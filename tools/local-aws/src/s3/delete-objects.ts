import * as z from 'zod';
import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';
import type { Bucket } from './bucket.js';
import type { ObjectVersion } from './object-version.js';
import { deleteCheck } from './preconditions.js';
import { readDocument } from './request-document.js';
import { malformedXml, noSuchVersion } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { isVersionId, readVersionId, versionIdHeader } from './version-id.js';
import { xmlResponse } from './xml.js';

type Answer = Promise<AwsResponse>;

export async function deleteObject(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const versionId = readVersionId(request.query);
  const condition = request.headers['if-match'];
  const asked = { key: address.key, versionId, condition };
  const deleted = await remove(context, bucket, asked, request);
  const shownId = versionId ?? deleted?.versionId;
  return {
    status: 204,
    headers: {
      ...(deleted?.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
      ...(shownId === undefined ? {} : versionIdHeader(bucket, shownId)),
    },
  };
}

const deleteSchema = z.object({
  Object: z
    .array(
      z.object({ Key: z.string().min(1), VersionId: z.string().optional(), ETag: z.string().optional() }),
    )
    .min(1)
    .max(1000),
  Quiet: z.string().optional(),
});

export async function deleteObjects(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const given = deleteSchema.safeParse(await readDocument(request, 'Delete', 'required'));
  if (!given.success) throw malformedXml();
  const Deleted: object[] = [];
  const Error: object[] = [];
  for (const { Key, VersionId, ETag } of given.data.Object) {
    const named = { Key, ...(VersionId === undefined ? {} : { VersionId }) };
    try {
      if (VersionId !== undefined && !isVersionId(VersionId)) throw noSuchVersion();
      const asked = { key: Key, versionId: VersionId, condition: ETag };
      const removed = await remove(context, bucket, asked, request);
      const marker = removed?.deleteMarker
        ? { DeleteMarker: 'true', DeleteMarkerVersionId: removed.versionId }
        : {};
      Deleted.push({ ...named, ...marker });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Error.push({ ...named, Code: error.code, Message: error.message });
    }
  }
  return xmlResponse('DeleteResult', {
    ...(given.data.Quiet === 'true' ? {} : { Deleted }),
    Error,
  });
}

interface Asked {
  readonly key: string;
  readonly versionId: string | undefined;
  /** The ETag that it must have. */
  readonly condition: string | undefined;
}

async function remove(
  context: S3Context,
  bucket: Bucket,
  { key, versionId, condition }: Asked,
  request: AwsRequest,
): Promise<ObjectVersion | undefined> {
  const check = deleteCheck(condition);
  const removed = await (versionId === undefined
    ? bucket.delete(key, context.now(), check)
    : bucket.deleteVersion(key, versionId, check));
  if (removed !== undefined) {
    const isHidden = removed.deleteMarker && versionId === undefined;
    const event = isHidden ? 'ObjectRemoved:DeleteMarkerCreated' : 'ObjectRemoved:Delete';
    context.notifications.raise(event, bucket, removed, request);
  }
  return removed;
}
