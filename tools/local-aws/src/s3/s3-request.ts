import { AwsError, type RequestHead } from '../kernel/service.js';
import { methodNotAllowed } from './s3-errors.js';

/** A request as S3 reads it: path style, operation from method and query. */
export interface S3Address {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
}

type Methods = Readonly<Record<string, string>>;

const service: Methods = { GET: 'ListBuckets' };
const bucket: Methods = {
  GET: 'ListObjects',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
  POST: 'PostObject',
};
const object: Methods = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

/** What a query names below a bucket or an object, by name and method. */
const ofBuckets: Readonly<Record<string, Methods>> = {
  versioning: { GET: 'GetBucketVersioning', PUT: 'PutBucketVersioning' },
  notification: {
    GET: 'GetBucketNotificationConfiguration',
    PUT: 'PutBucketNotificationConfiguration',
  },
  versions: { GET: 'ListObjectVersions' },
  uploads: { GET: 'ListMultipartUploads' },
  delete: { POST: 'DeleteObjects' },
};
const ofObjects: Readonly<Record<string, Methods>> = {
  uploads: { POST: 'CreateMultipartUpload' },
  uploadId: {
    PUT: 'UploadPart',
    POST: 'CompleteMultipartUpload',
    DELETE: 'AbortMultipartUpload',
    GET: 'ListParts',
  },
};
/** What S3 has and local-aws does not: it must not be taken for the bucket or the object itself. */
const others = [
  'acl', 'accelerate', 'analytics', 'attributes', 'cors', 'encryption', 'intelligent-tiering', 'inventory',
  'legal-hold', 'lifecycle', 'location', 'logging', 'metadataTable', 'metrics', 'object-lock', 'ownershipControls',
  'partNumber', 'policy', 'policyStatus', 'publicAccessBlock', 'renameObject', 'replication', 'requestPayment',
  'restore', 'retention', 'select', 'session', 'tagging', 'torrent', 'website',
]; // prettier-ignore

/** Throws `InvalidURI` for a path that is none of S3's, and `MethodNotAllowed`. */
export function readAddress({ method, path, query, headers }: RequestHead): S3Address {
  const slash = path.indexOf('/', 1);
  const address = {
    bucket: decode(path.slice(1, slash < 0 ? undefined : slash)),
    key: slash < 0 ? '' : decode(path.slice(slash + 1)),
  };
  if (climbsOut(address.key)) throw invalidUri();
  const operation = operationOf(method, address, query);
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  const copies: Methods = { PutObject: 'CopyObject', UploadPart: 'UploadPartCopy' };
  return { ...address, operation: (isCopy ? copies[operation] : undefined) ?? operation };
}

function operationOf(
  method: string,
  address: { readonly bucket: string; readonly key: string },
  query: URLSearchParams,
): string {
  if (address.bucket === '') return allowed(service, method);
  const below = address.key === '' ? ofBuckets : ofObjects;
  for (const [name, methods] of Object.entries(below)) {
    if (query.has(name)) return allowed(methods, method);
  }
  const other = others.find((name) => query.has(name));
  if (other !== undefined) return `${method} ?${other}`;
  if (address.key !== '') return allowed(object, method);
  return method === 'GET' && query.get('list-type') === '2' ? 'ListObjectsV2' : allowed(bucket, method);
}

function allowed(methods: Methods, method: string): string {
  const operation = methods[method];
  if (operation === undefined) throw methodNotAllowed();
  return operation;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidUri();
  }
}

/**
 * A key may hold `..` as long as there is something to leave.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
function climbsOut(key: string): boolean {
  let depth = 0;
  for (const segment of key.split('/')) {
    depth += segment === '..' ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}

const invalidUri = () => new AwsError('InvalidURI', "Couldn't parse the specified URI.");
