import { AwsError, type RequestHead } from '../kernel/service.js';

/** A request as S3 reads it: path style, operation from method and query. */
export interface S3Address {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
}

/** Sub-resources of a bucket that are answered, by method. */
const bucketOperations: Readonly<Record<string, string>> = {
  'GET versioning': 'GetBucketVersioning',
  'PUT versioning': 'PutBucketVersioning',
  'GET notification': 'GetBucketNotificationConfiguration',
  'PUT notification': 'PutBucketNotificationConfiguration',
  'GET location': 'GetBucketLocation',
  'GET versions': 'ListObjectVersions',
  'GET uploads': 'ListMultipartUploads',
  'POST delete': 'DeleteObjects',
};
/** Sub-resources that S3 has and local-aws does not: they must not be taken for the bucket or the object itself. */
const others = [
  'acl', 'accelerate', 'analytics', 'attributes', 'cors', 'encryption', 'intelligent-tiering', 'inventory',
  'legal-hold', 'lifecycle', 'logging', 'metrics', 'object-lock', 'ownershipControls', 'policy', 'policyStatus',
  'publicAccessBlock', 'replication', 'requestPayment', 'restore', 'retention', 'select', 'tagging', 'torrent',
  'website',
]; // prettier-ignore

/** Throws `InvalidURI` for a path that is not percent-encoded UTF-8. */
export function readAddress({ method, path, query, headers }: RequestHead): S3Address {
  const slash = path.indexOf('/', 1);
  const bucket = decode(path.slice(1, slash < 0 ? undefined : slash));
  const key = slash < 0 ? '' : decode(path.slice(slash + 1));
  return { operation: name(method, bucket, key, query, headers), bucket, key };
}

function name(
  method: string,
  bucket: string,
  key: string,
  query: URLSearchParams,
  headers: RequestHead['headers'],
): string {
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : `${method} /`;
  const other = others.find((sub) => query.has(sub));
  if (other !== undefined) return `${method} ?${other}`;
  if (key === '') return bucketOperation(method, query);
  const copy = headers['x-amz-copy-source'] !== undefined;
  if (query.has('uploadId')) {
    if (method === 'PUT') return copy ? 'UploadPartCopy' : 'UploadPart';
    if (method === 'POST') return 'CompleteMultipartUpload';
    if (method === 'DELETE') return 'AbortMultipartUpload';
    if (method === 'GET') return 'ListParts';
  }
  switch (method) {
    case 'PUT':
      return copy ? 'CopyObject' : 'PutObject';
    case 'GET':
      return 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return 'DeleteObject';
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload';
  }
  return `${method} object`;
}

function bucketOperation(method: string, query: URLSearchParams): string {
  for (const [pattern, operation] of Object.entries(bucketOperations)) {
    const [wanted, sub] = pattern.split(' ') as [string, string];
    if (wanted === method && query.has(sub)) return operation;
  }
  switch (method) {
    case 'GET':
      return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    case 'HEAD':
      return 'HeadBucket';
    case 'PUT':
      return 'CreateBucket';
    case 'DELETE':
      return 'DeleteBucket';
  }
  return `${method} bucket`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
