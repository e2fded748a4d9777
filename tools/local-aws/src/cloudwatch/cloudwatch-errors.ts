import { AwsError } from '../kernel/service.js';

/** An error by its name today, and by its code in the query protocol, which the CLI shows. */
const error =
  (name: string, queryCode: string, status = 400) =>
  (message: string): AwsError =>
    new AwsError(name, message, status, { 'x-amzn-query-error': `${queryCode};Sender` });

/** What the service's model or CloudWatch itself refuses before it looks any further. */
export const validationError = error('ValidationException', 'ValidationError');
export const invalidParameterValue = error('InvalidParameterValueException', 'InvalidParameterValue');
export const invalidParameterCombination = error(
  'InvalidParameterCombinationException',
  'InvalidParameterCombination',
);
export const missingParameter = error('MissingRequiredParameterException', 'MissingParameter');
export const resourceNotFound = error('ResourceNotFound', 'ResourceNotFound', 404);
export const invalidFormat = error('InvalidFormatFault', 'InvalidFormat');
export const invalidNextToken = error('InvalidNextToken', 'InvalidNextToken');

/** What AWS has and local-aws has not is refused: to ignore it would behave otherwise without a word. */
export const notImplemented = (what: string): AwsError =>
  validationError(`local-aws does not implement ${what}.`);
