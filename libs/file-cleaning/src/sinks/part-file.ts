import { open, rm, type FileHandle } from 'node:fs/promises';
import { CleaningEnvironmentError } from '../errors.js';

/** A file that grows at the end, through one open handle. */
export class PartFile {
  rows = 0;
  sizeBytes = 0;

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  static async create(path: string): Promise<PartFile> {
    return await told(path, async () => new PartFile(path, await open(path, 'w+')));
  }

  async append(bytes: Uint8Array): Promise<void> {
    await told(this.path, async () => {
      for (let from = 0; from < bytes.length;) {
        const { bytesWritten } = await this.handle.write(bytes, from, bytes.length - from, this.sizeBytes);
        from += bytesWritten;
        this.sizeBytes += bytesWritten;
      }
    });
  }

  /** Appends what another file holds from a position on. */
  async appendFrom(other: PartFile, position: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(Math.min(copyBytes, Math.max(0, other.sizeBytes - position)));
    for (let from = position; from < other.sizeBytes;) {
      const bytesRead = await told(
        other.path,
        async () => (await other.handle.read(buffer, 0, buffer.length, from)).bytesRead,
      );
      if (bytesRead === 0)
        throw new CleaningEnvironmentError(`${other.path} is shorter than what was written`);
      await this.append(buffer.subarray(0, bytesRead));
      from += bytesRead;
    }
  }

  async close(): Promise<void> {
    await told(this.path, async () => this.handle.close());
  }

  /** Closes it and takes it away, whatever state it is in. */
  async remove(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await told(this.path, async () => rm(this.path, { force: true }));
  }
}

const copyBytes = 1024 * 1024;

async function told<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new CleaningEnvironmentError(`${path} cannot be written`, { cause: error });
  }
}
