import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from '../kernel/service.js';
import { Bucket } from './bucket.js';
import { noSuchBucket } from './s3-errors.js';

/** The buckets below a data directory. */
export class BucketDirectory {
  private buckets: Promise<Map<string, Bucket>> | undefined;

  constructor(private readonly directory: string) {}

  /** Throws `NoSuchBucket`. */
  async get(name: string): Promise<Bucket> {
    const bucket = (await this.opened()).get(name);
    if (bucket === undefined) throw noSuchBucket();
    return bucket;
  }

  async find(name: string): Promise<Bucket | undefined> {
    return (await this.opened()).get(name);
  }

  /** By name. */
  async all(): Promise<readonly Bucket[]> {
    return [...(await this.opened()).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async create(name: string, nowMs: number): Promise<Bucket> {
    // No dots at the ends, so a bucket name is always a plain directory name.
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..')) {
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.');
    }
    const buckets = await this.opened();
    if (buckets.has(name)) {
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
      );
    }
    const bucket = await Bucket.create(name, join(this.directory, name), nowMs);
    buckets.set(name, bucket);
    return bucket;
  }

  async delete(bucket: Bucket): Promise<void> {
    if (!bucket.objects.isEmpty) {
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    }
    (await this.opened()).delete(bucket.name);
    await rm(bucket.directory, { recursive: true, force: true });
  }

  private opened(): Promise<Map<string, Bucket>> {
    return (this.buckets ??= this.open());
  }

  private async open(): Promise<Map<string, Bucket>> {
    await mkdir(this.directory, { recursive: true });
    const buckets = new Map<string, Bucket>();
    for (const name of await readdir(this.directory)) {
      const directory = join(this.directory, name);
      // Without it the creation was interrupted.
      if (!existsSync(join(directory, 'bucket.json'))) await rm(directory, { recursive: true, force: true });
      else buckets.set(name, await Bucket.open(name, directory));
    }
    return buckets;
  }
}
