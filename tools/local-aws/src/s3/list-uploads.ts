import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import { pageElements, readCount, readPageRequest, takePage } from './list-page.js';
import { uploadOf } from './multipart-operations.js';
import type { MultipartUpload } from './multipart-uploads.js';
import { checksumElements } from './object-version.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { xmlResponse } from './xml.js';

type Answer = Promise<AwsResponse>;

export async function listParts(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const marker = readCount(request.query, 'part-number-marker', 0);
  const limit = Math.min(readCount(request.query, 'max-parts', 1000), 1000);
  const { bucket, upload } = await uploadOf(context, address, request);
  const rest = (await context.uploads.parts(bucket, upload)).filter(({ number }) => number > marker);
  const shown = rest.slice(0, limit);
  return xmlResponse('ListPartsResult', {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: shown.length < rest.length,
    ...(upload.algorithm === undefined
      ? {}
      : { ChecksumAlgorithm: upload.algorithm.toUpperCase(), ChecksumType: upload.checksumType }),
    Part: shown.map((part) => ({
      PartNumber: part.number,
      ETag: `"${part.etag}"`,
      Size: part.sizeBytes,
      LastModified: new Date(part.uploadedAtMs).toISOString(),
      ...checksumElements(part.checksums),
    })),
  });
}

export async function listMultipartUploads(
  context: S3Context,
  address: S3Address,
  { query }: AwsRequest,
): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const page = readPageRequest(query, 'max-uploads');
  const keyMarker = query.get('key-marker') ?? '';
  // Without a key it means nothing.
  const idMarker = keyMarker === '' ? '' : (query.get('upload-id-marker') ?? '');
  const uploads = (await context.uploads.list(bucket)).filter(({ key }) => key.startsWith(page.prefix));
  const rest = uploadsAfter(uploads, keyMarker, idMarker);
  const { entries, prefixes, end } = takePage(rest, ({ key }) => key, page, keyMarker);
  return xmlResponse('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: page.encode(keyMarker),
    UploadIdMarker: idMarker,
    MaxUploads: page.limit,
    IsTruncated: end !== undefined,
    ...(end === undefined
      ? {}
      : { NextKeyMarker: page.encode(end.name), NextUploadIdMarker: end.entry?.id ?? '' }),
    Upload: entries.map(({ id, key, startedAtMs }) => ({
      Key: page.encode(key),
      UploadId: id,
      StorageClass: 'STANDARD',
      Initiated: new Date(startedAtMs).toISOString(),
    })),
    ...pageElements(page, prefixes),
  });
}

/** Behind a key, or behind one of its uploads. */
function uploadsAfter(
  uploads: readonly MultipartUpload[],
  keyMarker: string,
  idMarker: string,
): readonly MultipartUpload[] {
  if (keyMarker === '') return uploads;
  const at = uploads.findIndex(({ id, key }) => key === keyMarker && id === idMarker);
  if (at >= 0) return uploads.slice(at + 1);
  const marker = Buffer.from(keyMarker);
  return uploads.filter(({ key }) => Buffer.compare(Buffer.from(key), marker) > 0);
}
