import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  type CreateBucketCommandInput,
} from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { target } from '../target.js';
import { freshName } from './fresh-name.js';
import { removeBucket } from './remove-bucket.js';

/** A bucket for the running case alone; returns its name. */
export async function createBucket(options: { readonly versioned?: boolean } = {}): Promise<string> {
  const { s3 } = clients;
  const Bucket = freshName('bucket');
  await s3.send(new CreateBucketCommand({ Bucket, ...location() }));
  onTestFinished(() => removeBucket(s3, Bucket));
  if (options.versioned) {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  return Bucket;
}

/** us-east-1 is the one region that must not be named. */
const location = (): Partial<CreateBucketCommandInput> =>
  target.region === 'us-east-1'
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: target.region as 'eu-west-1' } };
