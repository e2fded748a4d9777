import { AwsError, type AwsRequest } from '../kernel/service.js';
import { readChecksum, readDigests } from './body-claims.js';
import { checkDigests, Digester } from './digester.js';
import { checksumMismatch } from './receive-file.js';
import { invalidRequest } from './s3-errors.js';
import { parseXml } from './xml.js';

/** More than the longest list of parts or keys takes. */
const maxDocumentBytes = 4 * 1024 * 1024;

/**
 * The root element of the XML that a request holds, its digests compared. With `checksum` its checksum as well:
 * `required` where S3 refuses a document that comes without one and without MD5.
 */
export async function readDocument(
  request: AwsRequest,
  root: string,
  checksum: 'ignored' | 'required' = 'ignored',
): Promise<Record<string, unknown>> {
  const claims = readDigests(request.headers);
  const claimed = checksum === 'required' ? readChecksum(request.headers) : undefined;
  if (checksum === 'required' && claimed === undefined && claims.contentMd5 === undefined) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const body = await request.readBody();
  if (body.length > maxDocumentBytes)
    throw new AwsError('MaxMessageLengthExceeded', 'Your request was too big.');
  const digester = new Digester({ checksum: claimed?.algorithm, sha256: claims.sha256Hex !== undefined });
  digester.update(body);
  const digests = digester.finish();
  checkDigests(digests, claims);
  if (claimed !== undefined && digests.checksums[claimed.algorithm] !== claimed.value) {
    throw checksumMismatch(claimed.algorithm);
  }
  return parseXml(body.toString('utf8'), root);
}
