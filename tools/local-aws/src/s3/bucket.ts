import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyLines, type KeyWatch } from './key-lines.js';
import type { NotificationConfiguration } from './notification-configuration.js';
import { ObjectIndex } from './object-index.js';
import { emptyMd5, type ObjectVersion } from './object-version.js';
import { noSuchBucket } from './s3-errors.js';
import { VersionFiles } from './version-files.js';

export interface BucketSettings {
  readonly createdAtMs: number;
  readonly versioning?: 'Enabled' | 'Suspended' | undefined;
  readonly notifications?: NotificationConfiguration | undefined;
}

/** An object that is about to be: all but what the bucket decides. */
export type NewVersion = Omit<ObjectVersion, 'versionId' | 'sequencer' | 'fileId' | 'deleteMarker'>;

/** Sees what a change is about to be made to, and throws where it must not be. */
export type Check = (found: ObjectVersion | undefined) => void;
const unchecked: Check = () => undefined;

/** One bucket on disk: `bucket.json` beside its versions. */
export class Bucket {
  private lastSequence = 0n;
  private readonly lines = new KeyLines();
  private isDeleted = false;

  private constructor(
    readonly name: string,
    readonly directory: string,
    private current: BucketSettings,
    private readonly files: VersionFiles,
    private readonly index: ObjectIndex,
  ) {}

  static async create(name: string, directory: string, nowMs: number): Promise<Bucket> {
    const files = await VersionFiles.create(directory);
    const bucket = new Bucket(name, directory, { createdAtMs: nowMs }, files, new ObjectIndex());
    await bucket.configure({});
    return bucket;
  }

  static async open(name: string, directory: string): Promise<Bucket> {
    const settings = JSON.parse(await readFile(join(directory, 'bucket.json'), 'utf8')) as BucketSettings;
    const { files, versions } = await VersionFiles.open(directory);
    const bucket = new Bucket(name, directory, settings, files, ObjectIndex.of(versions));
    for (const { sequencer } of versions) {
      const sequence = BigInt(`0x${sequencer}`);
      if (sequence > bucket.lastSequence) bucket.lastSequence = sequence;
    }
    return bucket;
  }

  get settings(): BucketSettings {
    return this.current;
  }

  get objects(): Pick<ObjectIndex, 'keysOf' | 'versionsOf'> {
    return this.index;
  }

  /** Where uploads are received before they are objects. */
  get incoming(): string {
    return this.files.incoming;
  }

  dataPath(version: ObjectVersion): string {
    return this.files.dataPath(version);
  }

  async configure(changes: Partial<BucketSettings>): Promise<void> {
    this.current = { ...this.current, ...changes };
    await this.files.writeAside(join(this.directory, 'bucket.json'), JSON.stringify(this.current));
  }

  /** Whether it is gone, though a request may still hold it. */
  get isRetired(): boolean {
    return this.isDeleted;
  }

  /** Takes no objects any more. False where there are some. Throws `NoSuchBucket` the second time. */
  retire(): boolean {
    if (this.isDeleted) throw noSuchBucket();
    this.isDeleted = this.index.isEmpty;
    return this.isDeleted;
  }

  /** The newest version, which may be a delete marker; or the version asked for. */
  find(key: string, versionId?: string): ObjectVersion | undefined {
    const versions = this.index.versionsOf(key);
    return versionId === undefined
      ? versions[0]
      : versions.find((version) => version.versionId === versionId);
  }

  /** What a GET without version id would give. */
  visible(key: string): ObjectVersion | undefined {
    const newest = this.find(key);
    return newest?.deleteMarker ? undefined : newest;
  }

  watch(key: string): KeyWatch {
    return this.lines.watch(key);
  }

  /**
   * Makes a received file an object. `check` sees the object that is visible at that moment: writers of one key stand
   * in line, so that a conditional PUT has exactly one winner. What is refused is removed.
   */
  async put(path: string, object: NewVersion, check = unchecked): Promise<ObjectVersion> {
    try {
      return await this.lines.inLine(object.key, async () => {
        check(this.visible(object.key));
        const version: ObjectVersion = { ...object, ...this.newIdentity(), deleteMarker: false };
        await rename(path, this.dataPath(version));
        await this.admit(version);
        return version;
      });
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Hides the key, where the bucket is versioned; else removes the object. Undefined when there was none. */
  delete(key: string, nowMs: number, check = unchecked): Promise<ObjectVersion | undefined> {
    return this.lines.inLine(key, async () => {
      check(this.visible(key));
      if (this.current.versioning === undefined) {
        const version = this.find(key);
        if (version !== undefined) await this.discard(version);
        return version;
      }
      const marker: ObjectVersion = {
        key,
        ...this.newIdentity(),
        deleteMarker: true,
        sizeBytes: 0,
        etag: emptyMd5,
        lastModifiedMs: nowMs,
        headers: {},
        checksums: {},
        checksumType: 'FULL_OBJECT',
      };
      await this.admit(marker);
      return marker;
    });
  }

  /** Removes one version for good. Undefined when there is no such version. */
  deleteVersion(key: string, versionId: string, check = unchecked): Promise<ObjectVersion | undefined> {
    return this.lines.inLine(key, async () => {
      const version = this.find(key, versionId);
      check(version);
      if (version !== undefined) await this.discard(version);
      return version;
    });
  }

  /** Rises, also across restarts; made of the time, so that it looks like S3's. */
  nextSequencer(): string {
    const fromTime = BigInt(Date.now()) << 20n;
    this.lastSequence = fromTime > this.lastSequence ? fromTime : this.lastSequence + 1n;
    return this.lastSequence.toString(16).toUpperCase().padStart(18, '0');
  }

  private newIdentity(): Pick<ObjectVersion, 'versionId' | 'sequencer' | 'fileId'> {
    const versionId = this.current.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
    return { versionId, sequencer: this.nextSequencer(), fileId: randomUUID() };
  }

  private async admit(version: ObjectVersion): Promise<void> {
    await this.files.writeMeta(version);
    if (this.isDeleted) throw noSuchBucket();
    // There is only one version without an id: it replaces the one before.
    const replaced = version.versionId === 'null' ? this.find(version.key, 'null') : undefined;
    this.index.add(version);
    this.lines.tell(version.key);
    if (replaced !== undefined) await this.discard(replaced);
  }

  private async discard(version: ObjectVersion): Promise<void> {
    this.index.remove(version);
    this.lines.tell(version.key);
    await this.files.remove(version);
  }
}
