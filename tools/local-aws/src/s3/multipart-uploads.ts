import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from './bucket.js';
import { runningChecksum, type ChecksumAlgorithm } from './checksums.js';
import { KeyLines, type KeyWatch } from './key-lines.js';
import type { Checksums, ChecksumType } from './object-version.js';
import type { ReceivedFile } from './receive-file.js';
import { noSuchUpload } from './s3-errors.js';

export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly startedAtMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where none was asked for: parts may then come with any, and the object gets the default. */
  readonly algorithm?: ChecksumAlgorithm | undefined;
  readonly checksumType: ChecksumType;
}

export interface UploadedPart {
  readonly number: number;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly checksums: Checksums;
  readonly uploadedAtMs: number;
}

/** Parts that became one file, not yet an object. */
export interface JoinedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly checksums: Checksums;
}

/**
 * Uploads in progress, on disk below the bucket (`uploads/ID/upload.json`, and `N` with `N.json` for each part), so
 * that they survive a restart.
 */
export class MultipartUploads {
  private readonly lines = new KeyLines();
  /** Of the uploads that this process has started, by id. */
  private readonly watches = new Map<string, KeyWatch>();

  async create(bucket: Bucket, given: Omit<MultipartUpload, 'id'>): Promise<MultipartUpload> {
    const upload = { ...given, id: randomBytes(32).toString('hex') };
    await mkdir(directoryOf(bucket, upload.id), { recursive: true });
    await writeFile(join(directoryOf(bucket, upload.id), 'upload.json'), JSON.stringify(upload));
    this.watches.set(upload.id, bucket.watch(upload.key));
    return upload;
  }

  /** Throws `NoSuchUpload`, also when the upload is of another key. */
  async get(bucket: Bucket, id: string, key: string): Promise<MultipartUpload> {
    const upload = await readUpload(bucket, id);
    if (upload?.key !== key) throw noSuchUpload();
    return upload;
  }

  /** By key, the oldest of a key first. */
  async list(bucket: Bucket): Promise<readonly MultipartUpload[]> {
    const ids = await readdir(join(bucket.directory, 'uploads')).catch(() => []);
    const uploads = await Promise.all(ids.map((id) => readUpload(bucket, id)));
    return uploads
      .filter((upload) => upload !== undefined)
      .sort(
        (a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.startedAtMs - b.startedAtMs,
      );
  }

  /** Ends an upload: what else would end it waits, and then finds none. */
  ending<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.lines.inLine(id, work);
  }

  /** Whether its key has changed since it began; undefined for one from before a restart, of which nothing is known. */
  watchOf({ id }: MultipartUpload): KeyWatch | undefined {
    return this.watches.get(id);
  }

  /** A part sent again replaces the one before. Throws `NoSuchUpload` where the upload has ended meanwhile. */
  async addPart(
    bucket: Bucket,
    { id }: MultipartUpload,
    number: number,
    file: ReceivedFile,
    nowMs: number,
  ): Promise<UploadedPart> {
    const { sizeBytes, checksums } = file;
    const etag = file.md5.toString('hex');
    const part: UploadedPart = { number, sizeBytes, etag, checksums, uploadedAtMs: nowMs };
    const path = join(directoryOf(bucket, id), String(number));
    try {
      await rm(`${path}.json`, { force: true });
      await rename(file.path, path);
      await writeFile(`${path}.json`, JSON.stringify(part));
    } catch (error) {
      await rm(file.path, { force: true });
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw noSuchUpload();
      throw error;
    }
    return part;
  }

  /** By number. */
  async parts(bucket: Bucket, { id }: MultipartUpload): Promise<readonly UploadedPart[]> {
    const directory = directoryOf(bucket, id);
    const names = (await readdir(directory)).filter((name) => /^\d+\.json$/.test(name));
    const parts = await Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(directory, name), 'utf8')) as UploadedPart),
    );
    return parts.sort((a, b) => a.number - b.number);
  }

  /** Joins parts into one file; the parts stay until the upload is removed. */
  async join(bucket: Bucket, upload: MultipartUpload, parts: readonly UploadedPart[]): Promise<JoinedFile> {
    const { algorithm = 'crc64nvme' } = upload;
    const whole = upload.checksumType === 'FULL_OBJECT' ? runningChecksum(algorithm) : undefined;
    const directory = directoryOf(bucket, upload.id);
    const path = join(bucket.incoming, randomUUID());
    async function* bytes(): AsyncGenerator<Buffer> {
      for (const { number } of parts) {
        const part = createReadStream(join(directory, String(number)), { highWaterMark: 1 << 18 });
        for await (const chunk of part as AsyncIterable<Buffer>) {
          whole?.update(chunk);
          yield chunk;
        }
      }
    }
    try {
      await pipeline(bytes(), createWriteStream(path));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
    return {
      path,
      sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
      etag: `${createHash('md5').update(digests).digest('hex')}-${parts.length}`,
      checksums: { [algorithm]: whole?.digest() ?? compositeChecksum(algorithm, parts) },
    };
  }

  async remove(bucket: Bucket, { id }: MultipartUpload): Promise<void> {
    this.watches.get(id)?.end();
    this.watches.delete(id);
    await rm(directoryOf(bucket, id), { recursive: true, force: true });
  }
}

/** The checksum of the parts' checksums, with their count. */
function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly UploadedPart[]): string {
  const checksum = runningChecksum(algorithm);
  for (const { checksums } of parts) checksum.update(Buffer.from(checksums[algorithm] ?? '', 'base64'));
  return `${checksum.digest()}-${parts.length}`;
}

const directoryOf = (bucket: Bucket, id: string): string => join(bucket.directory, 'uploads', id);

async function readUpload(bucket: Bucket, id: string): Promise<MultipartUpload | undefined> {
  // An id is ours, or it is no path.
  if (!/^[0-9a-f]{64}$/.test(id)) return undefined;
  try {
    return JSON.parse(
      await readFile(join(directoryOf(bucket, id), 'upload.json'), 'utf8'),
    ) as MultipartUpload;
  } catch {
    return undefined;
  }
}
