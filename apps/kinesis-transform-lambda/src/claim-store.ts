import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';

/** Where claim checks go. A bundle of its own: `environment.ts` says why. */
export const createClaimStore = (settings: S3ClientConfig): Pick<ObjectStore, 'upload'> =>
  createObjectStore(new S3Client(settings));
