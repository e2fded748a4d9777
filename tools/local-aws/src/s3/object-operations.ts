import { open } from 'node:fs/promises';
import * as z from 'zod';
import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';
import type { Bucket } from './bucket.js';
import { readRange } from './byte-range.js';
import {
  checksumHeaders,
  objectHeaders,
  versionHeaders,
  versionIdHeader,
  type ObjectVersion,
} from './object-version.js';
import { checkRead, checkWrite } from './preconditions.js';
import {
  invalidArgument,
  invalidRequest,
  malformedXml,
  methodNotAllowed,
  noSuchKey,
  noSuchVersion,
  preconditionFailed,
} from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { receiveFile } from './upload.js';
import { parseXml, xmlResponse } from './xml.js';

type Answer = Promise<AwsResponse>;

export async function putObject(
  context: S3Context,
  { bucket: name, key }: S3Address,
  request: AwsRequest,
): Answer {
  checkKey(key);
  const bucket = await context.buckets.get(name);
  const check = (visible: ObjectVersion | undefined) => checkWrite(request.headers, visible);
  // Looked at before the bytes are taken as well, to spare them.
  check(bucket.visible(key));
  const file = await receiveFile(request, bucket.incoming);
  const version = await bucket.put(
    file,
    {
      key,
      sizeBytes: file.sizeBytes,
      etag: file.md5.toString('hex'),
      lastModifiedMs: context.now(),
      headers: objectHeaders(request.headers),
      checksums: file.checksums,
      checksumType: 'FULL_OBJECT',
    },
    check,
  );
  context.notifications.raise('ObjectCreated:Put', bucket, version, request);
  return {
    status: 200,
    headers: { etag: `"${version.etag}"`, ...versionIdHeader(version), ...checksumHeaders(version) },
  };
}

export async function getObject(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const version = readable(bucket, address.key, request.query.get('versionId') ?? undefined);
  if (checkRead(request.headers, version) === 'not-modified') {
    return { status: 304, headers: { etag: `"${version.etag}"`, ...versionIdHeader(version) } };
  }
  const range = readRange(request.headers['range'], version.sizeBytes);
  const headers: Record<string, string> = {
    // A checksum is of the whole, so a part goes without.
    ...versionHeaders(version, range === undefined && request.headers['x-amz-checksum-mode'] === 'ENABLED'),
    ...overrides(request.query),
    'content-length': String(range === undefined ? version.sizeBytes : range.last - range.first + 1),
    ...(range === undefined
      ? {}
      : { 'content-range': `bytes ${range.first}-${range.last}/${version.sizeBytes}` }),
  };
  const status = range === undefined ? 200 : 206;
  if (request.method === 'HEAD' || version.sizeBytes === 0) return { status, headers };
  // Opened now: the object may be replaced while it is read.
  const file = await open(bucket.dataPath(version));
  return { status, headers, body: file.createReadStream(range && { start: range.first, end: range.last }) };
}

export async function deleteObject(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const deleted = await remove(
    context,
    bucket,
    address.key,
    request.query.get('versionId') ?? undefined,
    request,
  );
  return {
    status: 204,
    headers: {
      ...(deleted?.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
      ...(deleted === undefined ? {} : versionIdHeader(deleted)),
    },
  };
}

const deleteSchema = z.object({
  Object: z
    .array(z.object({ Key: z.string().min(1), VersionId: z.string().optional() }))
    .min(1)
    .max(1000),
  Quiet: z.string().optional(),
});

export async function deleteObjects(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const file = await request.readBody();
  const given = deleteSchema.safeParse(parseXml(file.toString('utf8'), 'Delete'));
  if (!given.success) throw malformedXml();
  const Deleted = [];
  for (const { Key, VersionId } of given.data.Object) {
    const removed = await remove(context, bucket, Key, VersionId, request);
    const marker = removed?.deleteMarker
      ? { DeleteMarker: 'true', DeleteMarkerVersionId: removed.versionId }
      : {};
    Deleted.push({ Key, ...(VersionId === undefined ? {} : { VersionId }), ...marker });
  }
  return xmlResponse('DeleteResult', given.data.Quiet === 'true' ? {} : { Deleted });
}

export async function copyObject(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  checkKey(address.key);
  const bucket = await context.buckets.get(address.bucket);
  const source = await copySource(context, request);
  const replace = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  if (!replace && source.bucket === bucket && source.version.key === address.key) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { sizeBytes, etag, checksums, checksumType, headers } = source.version;
  const version = await bucket.put(
    { path: source.bucket.dataPath(source.version), copy: true },
    {
      key: address.key,
      sizeBytes,
      etag,
      checksums,
      checksumType,
      lastModifiedMs: context.now(),
      headers: replace ? objectHeaders(request.headers) : headers,
    },
    (visible) => checkWrite(request.headers, visible),
  );
  context.notifications.raise('ObjectCreated:Copy', bucket, version, request);
  return xmlResponse(
    'CopyObjectResult',
    { ETag: `"${etag}"`, LastModified: new Date(version.lastModifiedMs).toISOString() },
    { ...versionIdHeader(version), ...copiedFrom(source.version) },
  );
}

/** What `x-amz-copy-source` names, its conditions checked. */
export async function copySource(
  context: S3Context,
  { headers }: AwsRequest,
): Promise<{ readonly bucket: Bucket; readonly version: ObjectVersion }> {
  const [path = '', query = ''] = (headers['x-amz-copy-source'] ?? '').split('?');
  let parts: RegExpExecArray | null = null;
  try {
    parts = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path));
  } catch {
    // Answered below.
  }
  if (parts === null)
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  const bucket = await context.buckets.get(parts[1] as string);
  const version = readable(
    bucket,
    parts[2] as string,
    new URLSearchParams(query).get('versionId') ?? undefined,
  );
  const conditions = {
    'if-match': headers['x-amz-copy-source-if-match'],
    'if-none-match': headers['x-amz-copy-source-if-none-match'],
  };
  if (checkRead(conditions, version) === 'not-modified') throw preconditionFailed();
  return { bucket, version };
}

export const copiedFrom = ({ versionId }: ObjectVersion): Record<string, string> =>
  versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': versionId };

export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
}

async function remove(
  context: S3Context,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  request: AwsRequest,
): Promise<ObjectVersion | undefined> {
  const removed = await (versionId === undefined
    ? bucket.delete(key, context.now())
    : bucket.deleteVersion(key, versionId));
  if (removed !== undefined) {
    const hidden = removed.deleteMarker && versionId === undefined;
    const event = hidden ? 'ObjectRemoved:DeleteMarkerCreated' : 'ObjectRemoved:Delete';
    context.notifications.raise(event, bucket, removed, request);
  }
  return removed;
}

/** Throws as S3 does where there is nothing to read. */
function readable(bucket: Bucket, key: string, versionId: string | undefined): ObjectVersion {
  const version = bucket.find(key, versionId);
  if (version === undefined) throw versionId === undefined ? noSuchKey() : noSuchVersion();
  if (!version.deleteMarker) return version;
  const headers = { 'x-amz-delete-marker': 'true', ...versionIdHeader(version) };
  throw versionId === undefined ? noSuchKey(headers) : methodNotAllowed(headers);
}

/** `response-content-type=…` and the like, which presigned URLs use. */
function overrides(query: URLSearchParams): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of query) {
    if (/^response-(content-(type|language|disposition|encoding)|cache-control|expires)$/.test(name)) {
      out[name.slice('response-'.length)] = value;
    }
  }
  return out;
}
