import { createQueue, type Queue } from './queue.js';

/** A queue that lets S3 send to it for this bucket. */
export function createQueueForBucket(bucket: string): Promise<Queue> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: '*',
    Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:s3:::${bucket}` } },
  };
  // With the queue, not after it: a policy that is set later takes up to a minute to hold.
  return createQueue({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
}
