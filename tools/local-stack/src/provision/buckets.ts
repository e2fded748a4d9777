import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { localRegion, type StackContext } from '../stack-context.js';

/** The three buckets; those that an earlier run left with their objects stay as they are. */
export async function provisionBuckets({ topology, names, clients }: StackContext): Promise<void> {
  const { landing, staging, quarantine } = topology.buckets;
  const buckets = [
    { Bucket: names.landingBucket, ...landing },
    { Bucket: names.stagingBucket, ...staging },
    { Bucket: names.quarantineBucket, ...quarantine },
  ];
  for (const { Bucket, versioned } of buckets) {
    await createBucket(clients.s3, Bucket);
    if (versioned)
      await clients.s3.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
      );
  }
}

async function createBucket(s3: StackContext['clients']['s3'], Bucket: string): Promise<void> {
  try {
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: localRegion } }),
    );
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}

/** Every object that lands is announced to the function, which must exist. */
export async function announceLandedObjects(
  { names, clients }: StackContext,
  functionArn: string,
): Promise<void> {
  await clients.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: names.landingBucket,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          { Id: 'landed', LambdaFunctionArn: functionArn, Events: ['s3:ObjectCreated:*'] },
        ],
      },
    }),
  );
}
