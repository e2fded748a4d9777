import { AwsError } from '../kernel/service.js';

/** Code `InvalidParameter`; SNS begins most of its messages so. */
export const invalidParameter = (reason: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);

/** Code `ParameterValueInvalid`: a message attribute that SNS does not take. */
export const invalidAttribute = (reason: string): AwsError => new AwsError('ParameterValueInvalid', reason);

/** Code `ValidationError`: a required parameter is not there. */
export const missingParameter = (name: string): AwsError =>
  new AwsError(
    'ValidationError',
    `1 validation error detected: Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
  );

/** Code `NotFound`. */
export const notFound = (what: 'Topic' | 'Subscription'): AwsError =>
  new AwsError('NotFound', `${what} does not exist`, 404);

/** What AWS has and local-aws has not is refused: to ignore it would behave otherwise without a word. */
export const notImplemented = (what: string): AwsError =>
  invalidParameter(`local-aws does not implement ${what}`);

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
