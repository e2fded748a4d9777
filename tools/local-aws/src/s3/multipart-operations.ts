import { createReadStream } from 'node:fs';
import * as z from 'zod';
import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';
import { readRange } from './byte-range.js';
import { checksumAlgorithms } from './checksums.js';
import type { UploadedPart } from './multipart-uploads.js';
import { checkKey, copiedFrom, copySource } from './object-operations.js';
import { checksumHeaders, objectHeaders, versionIdHeader } from './object-version.js';
import { checkWrite } from './preconditions.js';
import { invalidArgument, malformedXml } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { askedAlgorithms, checkChecksums, receiveFile, storeFile } from './upload.js';
import { parseXml, xmlResponse } from './xml.js';

type Answer = Promise<AwsResponse>;

/** The upload that a request names by its id. */
async function uploadOf(
  { buckets, uploads }: S3Context,
  { bucket: name, key }: S3Address,
  request: AwsRequest,
) {
  const bucket = await buckets.get(name);
  return { bucket, upload: await uploads.get(bucket, request.query.get('uploadId') ?? '', key) };
}

/** All parts but the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

export async function createMultipartUpload(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Answer {
  checkKey(address.key);
  const bucket = await context.buckets.get(address.bucket);
  const [algorithm] = askedAlgorithms(request.headers);
  const asked = request.headers['x-amz-checksum-type'];
  const checksumType =
    asked === 'FULL_OBJECT' || (asked !== 'COMPOSITE' && algorithm === 'crc64nvme')
      ? 'FULL_OBJECT'
      : 'COMPOSITE';
  const upload = await context.uploads.create(bucket, {
    key: address.key,
    startedAtMs: context.now(),
    headers: objectHeaders(request.headers),
    algorithm,
    checksumType,
  });
  return xmlResponse(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: address.key, UploadId: upload.id },
    algorithm === undefined
      ? {}
      : { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': checksumType },
  );
}

export async function uploadPart(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const { bucket, upload } = await uploadOf(context, address, request);
  const number = partNumber(request.query);
  const part = await context.uploads.addPart(
    bucket,
    upload,
    number,
    await receiveFile(request, bucket.incoming),
  );
  const checksums = Object.entries(part.checksums).map(
    ([name, value]) => [`x-amz-checksum-${name}`, value] as const,
  );
  return { status: 200, headers: { etag: `"${part.etag}"`, ...Object.fromEntries(checksums) } };
}

export async function uploadPartCopy(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const { bucket, upload } = await uploadOf(context, address, request);
  const number = partNumber(request.query);
  const source = await copySource(context, request);
  const range = readRange(request.headers['x-amz-copy-source-range'], source.version.sizeBytes);
  const bytes = createReadStream(
    source.bucket.dataPath(source.version),
    range && { start: range.first, end: range.last },
  );
  const file = await storeFile(bytes, bucket.incoming, upload.algorithm);
  const part = await context.uploads.addPart(bucket, upload, number, file);
  return xmlResponse(
    'CopyPartResult',
    { ETag: `"${part.etag}"`, LastModified: new Date(context.now()).toISOString() },
    copiedFrom(source.version),
  );
}

export async function abortMultipartUpload(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Answer {
  const { bucket, upload } = await uploadOf(context, address, request);
  await context.uploads.remove(bucket, upload);
  return { status: 204 };
}

export async function listParts(context: S3Context, address: S3Address, request: AwsRequest): Answer {
  const { bucket, upload } = await uploadOf(context, address, request);
  const marker = Number(request.query.get('part-number-marker') ?? 0);
  const maxParts = Math.min(Number(request.query.get('max-parts') ?? 1000), 1000);
  const rest = (await context.uploads.parts(bucket, upload)).filter(({ number }) => number > marker);
  const shown = rest.slice(0, maxParts);
  return xmlResponse('ListPartsResult', {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    MaxParts: maxParts,
    IsTruncated: shown.length < rest.length,
    ...(shown.length < rest.length ? { NextPartNumberMarker: shown.at(-1)?.number } : {}),
    Part: shown.map(({ number, etag, sizeBytes }) => ({
      PartNumber: number,
      ETag: `"${etag}"`,
      Size: sizeBytes,
      LastModified: new Date(upload.startedAtMs).toISOString(),
    })),
  });
}

export async function listMultipartUploads(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const prefix = request.query.get('prefix') ?? '';
  const uploads = (await context.uploads.list(bucket)).filter(({ key }) => key.startsWith(prefix));
  return xmlResponse('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    IsTruncated: false,
    Upload: uploads.map(({ id, key, startedAtMs }) => ({
      Key: key,
      UploadId: id,
      Initiated: new Date(startedAtMs).toISOString(),
    })),
  });
}

const completeSchema = z.object({
  Part: z
    .array(z.looseObject({ PartNumber: z.string().regex(/^\d{1,5}$/), ETag: z.string() }))
    .min(1)
    .max(10_000),
});

export async function completeMultipartUpload(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Answer {
  const { bucket, upload } = await uploadOf(context, address, request);
  const given = completeSchema.safeParse(
    parseXml((await request.readBody()).toString('utf8'), 'CompleteMultipartUpload'),
  );
  if (!given.success) throw malformedXml();
  const parts = choose(await context.uploads.parts(bucket, upload), given.data.Part);
  const check = (visible: Parameters<typeof checkWrite>[1]) => checkWrite(request.headers, visible);
  check(bucket.visible(upload.key));
  const file = await context.uploads.join(bucket, upload, parts);
  const version = await bucket.put(
    file,
    {
      key: upload.key,
      sizeBytes: file.sizeBytes,
      etag: file.etag,
      lastModifiedMs: upload.startedAtMs,
      headers: upload.headers,
      checksums: file.checksums,
      checksumType: upload.checksumType,
    },
    (visible) => {
      if (upload.checksumType === 'FULL_OBJECT') checkChecksums(file.checksums, request.headers);
      check(visible);
    },
  );
  await context.uploads.remove(bucket, upload);
  context.notifications.raise('ObjectCreated:CompleteMultipartUpload', bucket, version, request);
  const checksums = Object.entries(version.checksums).map(([name, value]) => [
    `Checksum${name.toUpperCase()}`,
    value,
  ]);
  return xmlResponse(
    'CompleteMultipartUploadResult',
    {
      Location: `${context.endpoint()}/${bucket.name}/${encodeURIComponent(upload.key)}`,
      Bucket: bucket.name,
      Key: upload.key,
      ETag: `"${version.etag}"`,
      ...Object.fromEntries(checksums),
      ...(checksums.length === 0 ? {} : { ChecksumType: version.checksumType }),
    },
    { ...versionIdHeader(version), ...checksumHeaders(version) },
  );
}

/** The parts that the client names, which must be there, in order, and large enough. */
function choose(
  uploaded: readonly UploadedPart[],
  named: readonly (Record<string, unknown> & { PartNumber: string; ETag: string })[],
): UploadedPart[] {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  let before = 0;
  const chosen = named.map((one) => {
    const number = Number(one.PartNumber);
    if (number <= before) {
      throw new AwsError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    before = number;
    const part = byNumber.get(number);
    const agrees = (name: (typeof checksumAlgorithms)[number]) => {
      const value = one[`Checksum${name.toUpperCase()}`];
      return value === undefined || part?.checksums[name] === undefined || part.checksums[name] === value;
    };
    if (
      part === undefined ||
      one.ETag.replace(/^"|"$/g, '') !== part.etag ||
      !checksumAlgorithms.every(agrees)
    ) {
      throw new AwsError(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    return part;
  });
  if (chosen.slice(0, -1).some(({ sizeBytes }) => sizeBytes < MIN_PART_BYTES)) {
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  return chosen;
}

function partNumber(query: URLSearchParams): number {
  const text = query.get('partNumber') ?? '';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
}
