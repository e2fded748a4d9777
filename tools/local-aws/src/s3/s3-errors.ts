import { AwsError } from '../kernel/service.js';

type Headers = Readonly<Record<string, string>>;

/** S3's errors with the messages and statuses that S3 gives them. */
export const noSuchBucket = () => new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
export const noSuchKey = (headers?: Headers) =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', 404, headers);
export const noSuchVersion = () =>
  new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
export const noSuchUpload = () =>
  new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
  );
export const malformedXml = () =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
export const preconditionFailed = () =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
export const conditionalRequestConflict = () =>
  new AwsError(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    409,
  );
export const invalidArgument = (message: string) => new AwsError('InvalidArgument', message);
export const invalidRequest = (message: string) => new AwsError('InvalidRequest', message);
export const badDigest = (message: string) => new AwsError('BadDigest', message);
/** Of a body that breaks off, is longer or shorter than said, or is not framed as said. */
export const incompleteBody = () =>
  new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
export const missingContentLength = () =>
  new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
export const headerNotImplemented = () =>
  new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501);
export const methodNotAllowed = (headers?: Headers) =>
  new AwsError(
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    405,
    headers,
  );
