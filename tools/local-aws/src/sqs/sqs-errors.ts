import { AwsError } from '../kernel/service.js';

/**
 * An SQS error. SQS moved from the query protocol to JSON and kept the old codes in a header, which SDKs and
 * CLIs still read first.
 *
 * @param name the modelled name, for example `QueueDoesNotExist`
 * @param queryCode the code of the query protocol, when it is not the name
 */
export function sqsError(name: string, message: string, queryCode = name, status = 400): AwsError {
  return new AwsError(`com.amazonaws.sqs#${name}`, message, status, {
    'x-amzn-query-error': `${queryCode};Sender`,
  });
}

const prefixed = (name: string) => `AWS.SimpleQueueService.${name}`;

export const queueDoesNotExist = () =>
  sqsError('QueueDoesNotExist', 'The specified queue does not exist.', prefixed('NonExistentQueue'));

export const queueNameExists = (attribute: string) =>
  sqsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    'QueueAlreadyExists',
  );

export const queueDeletedRecently = () =>
  sqsError(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    prefixed('QueueDeletedRecently'),
  );

export const purgeInProgress = (queueName: string) =>
  sqsError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
    prefixed('PurgeQueueInProgress'),
    403,
  );

export const overLimit = () =>
  sqsError('OverLimit', 'The maximum number of in flight messages is reached.', undefined, 403);

export const unsupportedOperation = (message: string) => prefixedError('UnsupportedOperation', message);

/** Batch errors and `UnsupportedOperation`: name and code differ by the prefix alone. */
export const prefixedError = (name: string, message: string) => sqsError(name, message, prefixed(name));

export const receiptHandleInvalid = (handle: string) =>
  sqsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    undefined,
    404,
  );

export const resourceNotFound = (message: string) =>
  sqsError('ResourceNotFoundException', message, undefined, 404);

// These two are not in the service's model: they come from the framework below it, with names of its own.

export const invalidParameter = (message: string) =>
  new AwsError('com.amazon.coral.service#InvalidParameterValueException', message, 400, {
    'x-amzn-query-error': 'InvalidParameterValue;Sender',
  });

export const missingParameter = (name: string) =>
  new AwsError(
    'com.amazon.coral.service#MissingRequiredParameterException',
    `The request must contain the parameter ${name}.`,
    400,
    { 'x-amzn-query-error': 'MissingParameter;Sender' },
  );
