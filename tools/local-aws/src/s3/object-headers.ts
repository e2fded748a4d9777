import { AwsError } from '../kernel/service.js';

/** Headers that S3 keeps with an object and gives back. */
const kept = ['content-type', 'content-language', 'content-disposition', 'cache-control', 'expires'];
const metadataPrefix = 'x-amz-meta-';
const maxMetadataBytes = 2048;

/** What is kept of the headers of a request. Throws `MetadataTooLarge`. */
export function objectHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const out: Record<string, string> = {};
  let metadataBytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const isMetadata = name.startsWith(metadataPrefix);
    if (isMetadata) metadataBytes += Buffer.byteLength(name.slice(metadataPrefix.length) + value);
    if (isMetadata || kept.includes(name)) out[name] = value;
  }
  if (metadataBytes > maxMetadataBytes) {
    const message = 'Your metadata headers exceed the maximum allowed metadata size';
    throw new AwsError('MetadataTooLarge', message);
  }
  // `aws-chunked` names the framing of the upload, not the encoding of the object.
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked')
    .join(',');
  if (encoding !== '') out['content-encoding'] = encoding;
  out['content-type'] ??= 'binary/octet-stream';
  return out;
}
