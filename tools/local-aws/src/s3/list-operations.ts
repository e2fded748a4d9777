import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import type { Bucket } from './bucket.js';
import type { ObjectVersion } from './object-version.js';
import { invalidArgument } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { xmlResponse } from './xml.js';

type Answer = Promise<AwsResponse>;

interface Page {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  /** Names come encoded, when the client asked for that. */
  readonly encode: (text: string) => string;
}

interface Listed {
  readonly contents: readonly ObjectVersion[];
  readonly prefixes: readonly string[];
  /** The last key or common prefix that was listed, when there is more. */
  readonly next: string | undefined;
}

export async function listObjectsV2(context: S3Context, address: S3Address, { query }: AwsRequest): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const page = readPage(query);
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const listed = list(bucket, page, token === null ? startAfter : readToken(token));
  return xmlResponse('ListBucketResult', {
    ...head(bucket, page),
    KeyCount: listed.contents.length + listed.prefixes.length,
    IsTruncated: listed.next !== undefined,
    ...(token === null ? {} : { ContinuationToken: token }),
    ...(listed.next === undefined
      ? {}
      : { NextContinuationToken: Buffer.from(listed.next).toString('base64') }),
    ...(startAfter === '' ? {} : { StartAfter: page.encode(startAfter) }),
    ...body(listed, page),
    ...encodingType(query),
  });
}

export async function listObjects(context: S3Context, address: S3Address, { query }: AwsRequest): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const page = readPage(query);
  const marker = query.get('marker') ?? '';
  const listed = list(bucket, page, marker);
  return xmlResponse('ListBucketResult', {
    ...head(bucket, page),
    Marker: page.encode(marker),
    IsTruncated: listed.next !== undefined,
    ...(listed.next === undefined ? {} : { NextMarker: page.encode(listed.next) }),
    ...body(listed, page),
    ...encodingType(query),
  });
}

/** All versions and delete markers, by key, the newest first. */
export async function listObjectVersions(
  context: S3Context,
  address: S3Address,
  { query }: AwsRequest,
): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const page = readPage(query);
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  const found: ObjectVersion[] = [];
  for (const key of bucket.objects.keysOf(page.prefix, keyMarker)) {
    if (found.length > page.maxKeys) break;
    if (key === keyMarker && versionMarker === '') continue;
    const versions = bucket.objects.versionsOf(key);
    const skipped =
      key === keyMarker ? versions.findIndex(({ versionId }) => versionId === versionMarker) + 1 : 0;
    found.push(...versions.slice(skipped));
  }
  const shown = found.slice(0, page.maxKeys);
  const last = shown.at(-1);
  const more = found.length > shown.length && last !== undefined;
  const entry = (version: ObjectVersion) => ({
    Key: page.encode(version.key),
    VersionId: version.versionId,
    IsLatest: bucket.find(version.key) === version,
    LastModified: seconds(version),
    ...(version.deleteMarker
      ? {}
      : { ETag: `"${version.etag}"`, Size: version.sizeBytes, StorageClass: 'STANDARD' }),
    Owner: { ID: context.accountId },
  });
  return xmlResponse('ListVersionsResult', {
    ...head(bucket, page),
    KeyMarker: page.encode(keyMarker),
    VersionIdMarker: versionMarker,
    IsTruncated: more,
    ...(more ? { NextKeyMarker: page.encode(last.key), NextVersionIdMarker: last.versionId } : {}),
    Version: shown.filter(({ deleteMarker }) => !deleteMarker).map(entry),
    DeleteMarker: shown.filter(({ deleteMarker }) => deleteMarker).map(entry),
    ...encodingType(query),
  });
}

function list(bucket: Bucket, { prefix, delimiter, maxKeys }: Page, after: string): Listed {
  const contents: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  if (maxKeys === 0) return { contents, prefixes, next: undefined };
  for (const key of bucket.objects.keysOf(prefix, after)) {
    if (key === after) continue;
    const version = bucket.visible(key);
    if (version === undefined) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    // A page that ended with a common prefix goes on behind all of it.
    if (common !== undefined && (common === after || common === prefixes.at(-1))) continue;
    if (contents.length + prefixes.length === maxKeys) return { contents, prefixes, next: last };
    if (common === undefined) contents.push(version);
    else prefixes.push(common);
    last = common ?? key;
  }
  return { contents, prefixes, next: undefined };
}

function readPage(query: URLSearchParams): Page {
  const maxKeys = query.get('max-keys') ?? '1000';
  if (!/^\d{1,9}$/.test(maxKeys))
    throw invalidArgument('Provided max-keys not an integer or within integer range');
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: Math.min(Number(maxKeys), 1000),
    encode: query.get('encoding-type') === 'url' ? encodeName : (text) => text,
  };
}

const encodeName = (text: string): string =>
  encodeURIComponent(text).replace(/%2F/g, '/').replace(/%20/g, '+');

const encodingType = (query: URLSearchParams) =>
  query.get('encoding-type') === 'url' ? { EncodingType: 'url' } : {};

const head = (bucket: Bucket, page: Page) => ({
  Name: bucket.name,
  Prefix: page.encode(page.prefix),
  ...(page.delimiter === '' ? {} : { Delimiter: page.encode(page.delimiter) }),
  MaxKeys: page.maxKeys,
});

const body = (listed: Listed, { encode }: Page) => ({
  Contents: listed.contents.map((version) => ({
    Key: encode(version.key),
    LastModified: seconds(version),
    ETag: `"${version.etag}"`,
    Size: version.sizeBytes,
    StorageClass: 'STANDARD',
  })),
  CommonPrefixes: listed.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
});

/** S3 keeps whole seconds and still writes milliseconds. */
const seconds = ({ lastModifiedMs }: ObjectVersion): string =>
  new Date(Math.floor(lastModifiedMs / 1000) * 1000).toISOString();

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString('utf8');
  if (key === '') throw invalidArgument('The continuation token provided is incorrect');
  return key;
}
