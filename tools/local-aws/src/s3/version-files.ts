import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectVersion } from './object-version.js';

/**
 * A bucket's versions on disk: `data/ID` with the bytes, `meta/ID.json` beside each, and `incoming/` for what is being
 * received. A version exists once its metadata is in place.
 */
export class VersionFiles {
  private constructor(private readonly directory: string) {}

  static async create(directory: string): Promise<VersionFiles> {
    for (const part of ['data', 'meta', 'incoming']) await mkdir(join(directory, part), { recursive: true });
    return new VersionFiles(directory);
  }

  /** With what is there, in no order; what was never finished, or replaced, is removed. */
  static async open(directory: string): Promise<{ files: VersionFiles; versions: readonly ObjectVersion[] }> {
    await rm(join(directory, 'incoming'), { recursive: true, force: true });
    const files = await VersionFiles.create(directory);
    const found: ObjectVersion[] = [];
    for (const file of await readdir(join(directory, 'meta'))) {
      found.push(JSON.parse(await readFile(join(directory, 'meta', file), 'utf8')) as ObjectVersion);
    }
    const versions = await files.dropReplaced(found);
    const known = new Set(versions.map(({ fileId }) => fileId));
    for (const file of await readdir(join(directory, 'data'))) {
      if (!known.has(file)) await rm(join(directory, 'data', file));
    }
    return { files, versions };
  }

  /** Where uploads are received before they are objects. */
  get incoming(): string {
    return join(this.directory, 'incoming');
  }

  dataPath(version: ObjectVersion): string {
    return join(this.directory, 'data', version.fileId);
  }

  async writeMeta(version: ObjectVersion): Promise<void> {
    await this.writeAside(this.metaPath(version), JSON.stringify(version));
  }

  async remove(version: ObjectVersion): Promise<void> {
    await rm(this.metaPath(version), { force: true });
    await rm(this.dataPath(version), { force: true });
  }

  /** Readers see the old file or the new one, never half. */
  async writeAside(path: string, text: string): Promise<void> {
    const aside = join(this.incoming, randomUUID());
    await writeFile(aside, text);
    await rename(aside, path);
  }

  private metaPath(version: ObjectVersion): string {
    return join(this.directory, 'meta', `${version.fileId}.json`);
  }

  /** A crash between writing a version without an id and removing the one before leaves both: the older goes. */
  private async dropReplaced(found: readonly ObjectVersion[]): Promise<readonly ObjectVersion[]> {
    const newest = new Map<string, ObjectVersion>();
    for (const version of found.filter(({ versionId }) => versionId === 'null')) {
      const other = newest.get(version.key);
      if (other === undefined || other.sequencer < version.sequencer) newest.set(version.key, version);
    }
    const isReplaced = (version: ObjectVersion) =>
      version.versionId === 'null' && newest.get(version.key) !== version;
    for (const version of found.filter(isReplaced)) await rm(this.metaPath(version), { force: true });
    return found.filter((version) => !isReplaced(version));
  }
}
