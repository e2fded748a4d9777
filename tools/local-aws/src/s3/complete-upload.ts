import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import type { ChecksumAlgorithm } from './checksums.js';
import type { JoinedFile, MultipartUpload } from './multipart-uploads.js';
import { uploadOf } from './multipart-operations.js';
import { checksumElements, newVersionHeader } from './object-version.js';
import { chooseParts } from './part-choice.js';
import { writeCheck } from './preconditions.js';
import { checksumMismatch } from './receive-file.js';
import { readDocument } from './request-document.js';
import { badDigest, invalidRequest } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { xmlResponse } from './xml.js';

export async function completeMultipartUpload(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Promise<AwsResponse> {
  const document = await readDocument(request, 'CompleteMultipartUpload');
  return context.uploads.ending(request.query.get('uploadId') ?? '', () =>
    complete(context, address, request, document),
  );
}

async function complete(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
  document: Record<string, unknown>,
): Promise<AwsResponse> {
  const { bucket, upload } = await uploadOf(context, address, request);
  checkType(request.headers, upload);
  const check = writeCheck(request.headers, context.uploads.watchOf(upload));
  const parts = chooseParts(upload, await context.uploads.parts(bucket, upload), document);
  check(bucket.visible(upload.key));
  const file = await context.uploads.join(bucket, upload, parts);
  const object = {
    key: upload.key,
    sizeBytes: file.sizeBytes,
    etag: file.etag,
    lastModifiedMs: upload.startedAtMs,
    headers: upload.headers,
    checksums: file.checksums,
    checksumType: upload.checksumType,
  };
  const version = await bucket.put(file.path, object, (visible) => {
    checkObject(request.headers, file);
    check(visible);
  });
  await context.uploads.remove(bucket, upload);
  context.notifications.raise('ObjectCreated:CompleteMultipartUpload', bucket, version, request);
  return xmlResponse(
    'CompleteMultipartUploadResult',
    {
      Location: `${context.endpoint()}/${bucket.name}/${encodeURIComponent(upload.key)}`,
      Bucket: bucket.name,
      Key: upload.key,
      ETag: `"${version.etag}"`,
      ...checksumElements(version.checksums),
      ChecksumType: version.checksumType,
    },
    newVersionHeader(version),
  );
}

function checkType(headers: AwsRequest['headers'], { checksumType }: MultipartUpload): void {
  const type = headers['x-amz-checksum-type'];
  if (type === undefined || type === checksumType) return;
  throw badDigest(
    `The upload was created using the ${checksumType} checksum mode. The complete request must use the same checksum mode.`,
  );
}

/** What the request says of the object that is to come. */
function checkObject(headers: AwsRequest['headers'], { sizeBytes, checksums }: JoinedFile): void {
  for (const [algorithm, value] of Object.entries(checksums)) {
    const claimed = headers[`x-amz-checksum-${algorithm}`];
    if (claimed !== undefined && claimed !== value) throw checksumMismatch(algorithm as ChecksumAlgorithm);
  }
  const size = headers['x-amz-mp-object-size'];
  if (size === undefined || size === String(sizeBytes)) return;
  throw invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${sizeBytes}`,
  );
}
