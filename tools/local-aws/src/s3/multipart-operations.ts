import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import { readBodyClaims } from './body-claims.js';
import type { Bucket } from './bucket.js';
import { isChecksumAlgorithm } from './checksums.js';
import type { MultipartUpload } from './multipart-uploads.js';
import { objectHeaders } from './object-headers.js';
import { checksumHeaders } from './object-version.js';
import { checkKey } from './put-object.js';
import { receiveFile } from './receive-file.js';
import { invalidArgument, invalidRequest } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { xmlResponse } from './xml.js';

type Answer = Promise<AwsResponse>;

export async function createMultipartUpload(
  context: S3Context,
  { bucket: name, key }: S3Address,
  request: AwsRequest,
): Answer {
  checkKey(key);
  const bucket = await context.buckets.get(name);
  const { algorithm, checksumType } = readChecksumPlan(request.headers);
  const upload = await context.uploads.create(bucket, {
    key,
    startedAtMs: context.now(),
    headers: objectHeaders(request.headers),
    algorithm,
    checksumType,
  });
  return xmlResponse(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: upload.id },
    algorithm === undefined
      ? {}
      : { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': checksumType },
  );
}

/** Which checksum the object is to have. Throws `InvalidRequest` for what no algorithm can do. */
function readChecksumPlan(
  headers: AwsRequest['headers'],
): Pick<MultipartUpload, 'algorithm' | 'checksumType'> {
  const algorithm = headers['x-amz-checksum-algorithm']?.toLowerCase();
  const type = headers['x-amz-checksum-type'];
  if (type !== undefined && type !== 'FULL_OBJECT' && type !== 'COMPOSITE') {
    throw invalidRequest('Value for x-amz-checksum-type header is invalid.');
  }
  if (algorithm === undefined) {
    if (type === undefined) return { checksumType: 'FULL_OBJECT' };
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  if (!isChecksumAlgorithm(algorithm)) throw invalidRequest('Checksum algorithm provided is unsupported.');
  // Only of CRCs can the whole be known from its parts, and of the newest nothing else.
  const isHash = algorithm === 'sha1' || algorithm === 'sha256';
  const checksumType = type ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (checksumType === 'FULL_OBJECT' ? isHash : algorithm === 'crc64nvme') {
    throw invalidRequest(
      `The ${checksumType} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  return { algorithm, checksumType };
}

/** The upload that a request names by its id. Throws `NoSuchUpload`. */
export async function uploadOf(
  { buckets, uploads }: S3Context,
  { bucket: name, key }: S3Address,
  { query }: AwsRequest,
): Promise<{ readonly bucket: Bucket; readonly upload: MultipartUpload }> {
  const bucket = await buckets.get(name);
  return { bucket, upload: await uploads.get(bucket, query.get('uploadId') ?? '', key) };
}

export async function uploadPart(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const number = readPartNumber(request.query);
  const { bucket, upload } = await uploadOf(context, address, request);
  const claims = readBodyClaims(request.headers);
  const claimed = claims.checksum?.algorithm;
  const mayLack = upload.checksumType === 'FULL_OBJECT';
  if (upload.algorithm !== undefined && claimed !== upload.algorithm && !(claimed === undefined && mayLack)) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm}, actual checksum Type: ${claimed ?? 'null'}`,
    );
  }
  const file = await receiveFile(request, bucket.incoming, claims, upload.algorithm);
  const part = await context.uploads.addPart(bucket, upload, number, file, context.now());
  const { 'x-amz-checksum-type': _, ...checksums } = checksumHeaders({ ...upload, ...part });
  return { status: 200, headers: { etag: `"${part.etag}"`, ...checksums } };
}

export async function abortMultipartUpload(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Answer {
  return context.uploads.ending(request.query.get('uploadId') ?? '', async () => {
    const { bucket, upload } = await uploadOf(context, address, request);
    await context.uploads.remove(bucket, upload);
    return { status: 204 };
  });
}

function readPartNumber(query: URLSearchParams): number {
  const text = query.get('partNumber') ?? '';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
}
