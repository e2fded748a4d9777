import { randomBytes, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotificationConfiguration } from './notification-configuration.js';
import { ObjectIndex } from './object-index.js';
import type { ObjectVersion } from './object-version.js';

export interface BucketSettings {
  readonly createdAtMs: number;
  readonly versioning?: 'Enabled' | 'Suspended' | undefined;
  readonly notifications?: NotificationConfiguration | undefined;
}

/** An object that is about to be: all but what the bucket decides. */
export type NewVersion = Omit<ObjectVersion, 'versionId' | 'sequencer' | 'fileId' | 'deleteMarker'>;

/**
 * One bucket on disk: `bucket.json`, `data/ID` with the bytes, `meta/ID.json` beside each, and `incoming/` for what
 * is being received. An object exists once its metadata is in place; bytes without any are removed at start.
 */
export class Bucket {
  private lastSequence = 0n;
  private readonly locks = new Map<string, Promise<unknown>>();

  private constructor(
    readonly name: string,
    readonly directory: string,
    private current: BucketSettings,
    private readonly index: ObjectIndex,
  ) {}

  static async create(name: string, directory: string, nowMs: number): Promise<Bucket> {
    for (const part of ['data', 'meta', 'incoming']) await mkdir(join(directory, part), { recursive: true });
    const bucket = new Bucket(name, directory, { createdAtMs: nowMs }, new ObjectIndex());
    await bucket.configure({});
    return bucket;
  }

  static async open(name: string, directory: string): Promise<Bucket> {
    const settings = JSON.parse(await readFile(join(directory, 'bucket.json'), 'utf8')) as BucketSettings;
    await rm(join(directory, 'incoming'), { recursive: true, force: true });
    await mkdir(join(directory, 'incoming'));
    const versions: ObjectVersion[] = [];
    for (const file of await readdir(join(directory, 'meta'))) {
      versions.push(JSON.parse(await readFile(join(directory, 'meta', file), 'utf8')) as ObjectVersion);
    }
    await dropReplaced(directory, versions);
    const known = new Set(versions.map(({ fileId }) => fileId));
    for (const file of await readdir(join(directory, 'data'))) {
      if (!known.has(file)) await rm(join(directory, 'data', file));
    }
    const bucket = new Bucket(name, directory, settings, ObjectIndex.of(versions));
    for (const { sequencer } of versions) {
      const sequence = BigInt(`0x${sequencer}`);
      if (sequence > bucket.lastSequence) bucket.lastSequence = sequence;
    }
    return bucket;
  }

  get settings(): BucketSettings {
    return this.current;
  }

  get objects(): Pick<ObjectIndex, 'keysOf' | 'versionsOf' | 'isEmpty'> {
    return this.index;
  }

  /** Where uploads are received before they are objects. */
  get incoming(): string {
    return join(this.directory, 'incoming');
  }

  dataPath(version: ObjectVersion): string {
    return join(this.directory, 'data', version.fileId);
  }

  async configure(changes: Partial<BucketSettings>): Promise<void> {
    this.current = { ...this.current, ...changes };
    await writeAside(this.incoming, join(this.directory, 'bucket.json'), JSON.stringify(this.current));
  }

  /** The newest version, unless it is a delete marker; or the version asked for. */
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

  /**
   * Makes a received file an object. `check` sees the object that is visible at that moment and may throw:
   * writers of one key stand in line, so a conditional PUT has exactly one winner. What is refused is removed.
   */
  async put(
    from: { readonly path: string; readonly copy?: boolean },
    object: NewVersion,
    check: (visible: ObjectVersion | undefined) => void = () => undefined,
  ): Promise<ObjectVersion> {
    try {
      return await this.inLine(object.key, async () => {
        check(this.visible(object.key));
        const version: ObjectVersion = { ...object, ...this.newIdentity(), deleteMarker: false };
        if (from.copy) await copyFile(from.path, this.dataPath(version));
        else await rename(from.path, this.dataPath(version));
        await this.admit(version);
        return version;
      });
    } catch (error) {
      if (!from.copy) await rm(from.path, { force: true });
      throw error;
    }
  }

  /** Hides the key, where the bucket is versioned; else removes the object. Undefined when there was none. */
  delete(key: string, nowMs: number): Promise<ObjectVersion | undefined> {
    return this.inLine(key, async () => {
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
        etag: '',
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
  deleteVersion(key: string, versionId: string): Promise<ObjectVersion | undefined> {
    return this.inLine(key, async () => {
      const version = this.find(key, versionId);
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
    await writeAside(this.incoming, this.metaPath(version), JSON.stringify(version));
    // There is only one version without an id: it replaces the one before.
    const replaced = version.versionId === 'null' ? this.find(version.key, 'null') : undefined;
    this.index.add(version);
    if (replaced !== undefined) await this.discard(replaced);
  }

  private async discard(version: ObjectVersion): Promise<void> {
    this.index.remove(version);
    await rm(this.metaPath(version), { force: true });
    await rm(this.dataPath(version), { force: true });
  }

  private metaPath(version: ObjectVersion): string {
    return join(this.directory, 'meta', `${version.fileId}.json`);
  }

  private async inLine<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.locks.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.locks.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.locks.get(key) === settled) this.locks.delete(key);
    }
  }
}

/** Readers see the old file or the new one, never half. */
async function writeAside(temporaryDirectory: string, path: string, text: string): Promise<void> {
  const aside = join(temporaryDirectory, randomUUID());
  await writeFile(aside, text);
  await rename(aside, path);
}

/** A crash between writing a version without an id and removing the one before leaves both: the older goes. */
async function dropReplaced(directory: string, versions: ObjectVersion[]): Promise<void> {
  const newest = new Map<string, ObjectVersion>();
  for (const version of versions.filter(({ versionId }) => versionId === 'null')) {
    const other = newest.get(version.key);
    if (other === undefined || other.sequencer < version.sequencer) newest.set(version.key, version);
  }
  for (let at = versions.length - 1; at >= 0; at -= 1) {
    const version = versions[at] as ObjectVersion;
    if (version.versionId !== 'null' || newest.get(version.key) === version) continue;
    versions.splice(at, 1);
    await rm(join(directory, 'meta', `${version.fileId}.json`), { force: true });
  }
}
