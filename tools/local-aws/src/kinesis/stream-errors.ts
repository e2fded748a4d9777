import { AwsError } from '../kernel/service.js';
import type { Shard } from './shard.js';
import type { Stream } from './stream.js';

/** `title` is a stream's name with its account, as AWS gives it in every message. */
export const streamNotFound = (title: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Stream ${title} not found.`);

export const streamExists = (title: string): AwsError =>
  new AwsError('ResourceInUseException', `Stream ${title} already exists.`);

export const streamBusy = (stream: Stream, nowMs: number): AwsError =>
  new AwsError(
    'ResourceInUseException',
    `Stream ${stream.title} not ACTIVE, instead in state ${stream.status(nowMs)}`,
  );

export const shardNotFound = (stream: Stream, shardId: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Could not find shard ${shardId} in stream ${stream.title}.`);

/** Of a single record of a call: a value, because there may be hundreds. */
export const rateRefusal = (stream: Stream, { shardId }: Shard) => ({
  ErrorCode: 'ProvisionedThroughputExceededException',
  ErrorMessage: `Rate exceeded for shard ${shardId} in stream ${stream.title}.`,
});

/** Of a single record of a call, through no fault of its own. */
export const internalFailure = (ErrorCode = 'InternalFailure') => ({
  ErrorCode,
  ErrorMessage: 'Internal service failure.',
});

/** Of a whole call. */
export function rateExceeded(stream: Stream, shard: Shard): AwsError {
  const { ErrorCode, ErrorMessage } = rateRefusal(stream, shard);
  return new AwsError(ErrorCode, ErrorMessage);
}

export const invalidArgument = (message: string): AwsError =>
  new AwsError('InvalidArgumentException', message);
