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
  await s3.send(new CreateBucketCommand(newBucket(Bucket)));
  onTestFinished(() =>
    removeBucket(s3, Bucket).catch((error: unknown) => {
      // A case may have deleted it already.
      if (!(error instanceof Error) || error.name !== 'NoSuchBucket') throw error;
    }),
  );
  if (options.versioned) {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  return Bucket;
}

/** What makes a bucket in the region of the run; us-east-1 is the one region that must not be named. */
export const newBucket = (Bucket: string): CreateBucketCommandInput =>
  target.region === 'us-east-1'
    ? { Bucket }
    : { Bucket, CreateBucketConfiguration: { LocationConstraint: target.region as 'eu-west-1' } };
