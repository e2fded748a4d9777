import { rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError, UsageError } from '../failures.js';
import type { WorkFolders } from '../work-folders.js';
import type { Destination, FileToStage } from './destination.js';
import { kindAt, makeFolder, moveDurably, nearestFolder, realPath, syncFolder } from './local-files.js';

/**
 * One file on disk. It is made in a hidden folder beside it and takes its name in one step, in place of one that
 * stood there. Where nothing is staged, one that stood there is removed. Missing folders are made.
 */
export class LocalFile implements Destination {
  private workFolder = '';
  private target = '';
  private staged: string | undefined;
  private stoodThere = false;
  private isShown = false;

  constructor(
    private readonly path: string,
    private readonly option: string,
    private readonly folders: WorkFolders,
  ) {}

  get uri(): string {
    return this.path;
  }

  async prepare(): Promise<{ workFolder: string }> {
    const kind = await kindAt(this.path);
    if (kind === 'folder')
      throw new UsageError(
        this.option === '--out'
          ? `${this.path} is a folder: let --out end in / for parts, or name a file`
          : `${this.path} is a folder: name a file with ${this.option}`,
      );
    if (kind === 'other')
      throw new UsageError(`${this.path} is no regular file: name another ${this.option}`);
    this.stoodThere = kind === 'file';
    this.target = await realPath(resolve(this.path));
    const folder = await nearestFolder(dirname(this.target));
    this.workFolder = await this.folders.make(folder, true).catch((error: unknown) => {
      // The place of the rejects is often nobody's choice.
      throw error instanceof EnvironmentError
        ? new EnvironmentError(`${error.message}, or name another ${this.option}`, { cause: error })
        : error;
    });
    return { workFolder: this.workFolder };
  }

  async stage([file]: readonly FileToStage[]): Promise<void> {
    if (!file) return;
    const staged = join(this.workFolder, 'staged');
    await moveDurably(file.path, staged);
    this.staged = staged;
  }

  async publish(): Promise<void> {
    const folder = dirname(this.target);
    if (this.staged === undefined) {
      await rm(this.target, { force: true });
      return;
    }
    await makeFolder(folder);
    await rename(this.staged, this.target);
    this.isShown = true;
    await syncFolder(folder);
  }

  /** The work folder goes with all others. */
  async abandon(): Promise<void> {
    if (this.isShown && !this.stoodThere) await rm(this.target, { force: true }).catch(() => undefined);
  }
}
