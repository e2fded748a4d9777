import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../failures.js';
import { isPartName } from '../output-format.js';
import type { WorkFolders } from '../work-folders.js';
import type { Destination, FileToStage } from './destination.js';
import { kindAt, makeFolder, moveDurably, nearestFolder, realPath, syncFolder } from './local-files.js';

/**
 * Parts in a folder on disk. A folder that is not there yet appears whole, in one step. In one that is, the parts
 * take their names one after the other when all of them are durable; killed in between, it holds the first of them.
 */
export class LocalFolder implements Destination {
  private target = '';
  private stagedFolder = '';
  private names: readonly string[] = [];
  private isThere = false;

  constructor(
    private readonly path: string,
    private readonly overwrite: boolean,
    private readonly folders: WorkFolders,
  ) {}

  get uri(): string {
    return this.path;
  }

  async prepare(): Promise<{ workFolder: string }> {
    this.target = await realPath(resolve(this.path));
    const kind = await kindAt(this.target);
    if (kind !== undefined && kind !== 'folder')
      throw new UsageError(`${this.path} is no folder: name another --out`);
    this.isThere = kind === 'folder';
    // Inside it: what is above may be another file system, or not ours to write.
    const workFolder = await this.folders.make(
      this.isThere ? this.target : await nearestFolder(dirname(this.target)),
      true,
    );
    if (this.isThere && !this.overwrite && (await this.holdsFiles()))
      throw new UsageError(`${this.path} holds files already: name another folder, or add --overwrite`);
    this.stagedFolder = join(workFolder, 'parts');
    await makeFolder(this.stagedFolder);
    return { workFolder };
  }

  async stage(files: readonly FileToStage[]): Promise<void> {
    for (const { path, name } of files) await moveDurably(path, join(this.stagedFolder, name));
    await syncFolder(this.stagedFolder);
    this.names = files.map(({ name }) => name);
  }

  async publish(): Promise<void> {
    if (this.isThere) await this.replaceParts();
    else {
      await makeFolder(dirname(this.target));
      await rename(this.stagedFolder, this.target);
      await syncFolder(dirname(this.target));
    }
  }

  /** What it showed is the last step of a run; the work folder goes with all others. */
  async abandon(): Promise<void> {}

  /** Hidden files are the user's own affair, and so are the work folders. */
  private async holdsFiles(): Promise<boolean> {
    return (await readdir(this.target)).some((name) => !name.startsWith('.'));
  }

  private async replaceParts(): Promise<void> {
    const earlier = (await readdir(this.target)).filter(isPartName);
    for (const name of this.names) await rename(join(this.stagedFolder, name), join(this.target, name));
    for (const name of earlier)
      if (!this.names.includes(name)) await rm(join(this.target, name), { force: true });
    await syncFolder(this.target);
  }
}
