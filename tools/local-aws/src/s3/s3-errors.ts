import { AwsError } from '../kernel/service.js';

/** S3's errors with the messages and statuses that S3 gives them. */
export const noSuchBucket = () => new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
export const noSuchKey = (headers?: Readonly<Record<string, string>>) =>
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
export const invalidArgument = (message: string) => new AwsError('InvalidArgument', message);
export const invalidRequest = (message: string) => new AwsError('InvalidRequest', message);
export const badDigest = (message: string) => new AwsError('BadDigest', message);
export const incompleteBody = () =>
  new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
export const methodNotAllowed = (headers: Readonly<Record<string, string>>) =>
  new AwsError(
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    405,
    headers,
  );
