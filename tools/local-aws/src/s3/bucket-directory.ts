import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from '../kernel/service.js';
import { checkBucketName } from './bucket-name.js';
import { Bucket } from './bucket.js';
import { noSuchBucket } from './s3-errors.js';

/** The buckets below a data directory. */
export class BucketDirectory {
  private buckets: Promise<Map<string, Bucket>> | undefined;
  /** Names that are being created, so that nobody else does. */
  private readonly taken = new Set<string>();

  constructor(private readonly directory: string) {}

  /** Throws `NoSuchBucket`. */
  async get(name: string): Promise<Bucket> {
    const bucket = await this.find(name);
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

  /** Throws `InvalidBucketName` and `BucketAlreadyOwnedByYou`. */
  async create(name: string, nowMs: number): Promise<Bucket> {
    checkBucketName(name);
    const buckets = await this.opened();
    if (buckets.has(name) || this.taken.has(name)) {
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
      );
    }
    this.taken.add(name);
    try {
      const bucket = await Bucket.create(name, join(this.directory, name), nowMs);
      buckets.set(name, bucket);
      return bucket;
    } finally {
      this.taken.delete(name);
    }
  }

  /** Throws `BucketNotEmpty`. */
  async delete(bucket: Bucket): Promise<void> {
    if (!bucket.retire()) {
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    }
    (await this.opened()).delete(bucket.name);
    // Aside first: a crash must not leave half a bucket, and its name is free at once.
    const aside = join(this.directory, `.${randomUUID()}`);
    await rename(bucket.directory, aside);
    await rm(aside, { recursive: true, force: true });
  }

  private opened(): Promise<Map<string, Bucket>> {
    return (this.buckets ??= this.open());
  }

  private async open(): Promise<Map<string, Bucket>> {
    await mkdir(this.directory, { recursive: true });
    const buckets = new Map<string, Bucket>();
    for (const name of await readdir(this.directory)) {
      const directory = join(this.directory, name);
      // Deleted, or its creation was interrupted.
      const isGone = name.startsWith('.') || !existsSync(join(directory, 'bucket.json'));
      if (isGone) await rm(directory, { recursive: true, force: true });
      else buckets.set(name, await Bucket.open(name, directory));
    }
    return buckets;
  }
}
