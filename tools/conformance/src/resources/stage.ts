import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { clients } from '../clients.js';
import { target } from '../target.js';
import { newBucket } from './bucket.js';
import { freshName } from './fresh-name.js';
import { removeBucket } from './remove-bucket.js';
import { removeObjects } from './remove-objects.js';

/** Where files for COPY stand. */
export interface Stage {
  /** Ends in a slash. */
  readonly url: string;
  /** Returns the object's URL. */
  put(key: string, body: string | Uint8Array): Promise<string>;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

/** A prefix of its own in the run's staging bucket; a bucket of its own where the run was told of none. */
export async function openStage(): Promise<Stage> {
  const { s3 } = clients;
  const { stagingBucket } = target.warehouse;
  const Bucket = stagingBucket ?? freshName('bucket');
  const prefix = stagingBucket === undefined ? '' : `${freshName('stage')}/`;
  if (stagingBucket === undefined) await s3.send(new CreateBucketCommand(newBucket(Bucket)));
  const url = `s3://${Bucket}/${prefix}`;
  return {
    url,
    put: (key, body) => putObject(`${url}${key}`, body),
    remove: async () => {
      if (stagingBucket === undefined) await removeBucket(s3, Bucket);
      else await removeObjects(s3, Bucket, prefix);
    },
  };
}

/** Puts an object at an `s3://…` URL, which it returns. */
export async function putObject(url: string, Body: string | Uint8Array): Promise<string> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
  await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return url;
}
