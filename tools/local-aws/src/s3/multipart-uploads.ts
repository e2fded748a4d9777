import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket } from './bucket.js';
import { runningChecksum, type ChecksumAlgorithm } from './checksums.js';
import { noSuchUpload } from './s3-errors.js';
import { storeFile, type ReceivedFile } from './upload.js';

export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly startedAtMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly algorithm?: ChecksumAlgorithm | undefined;
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface UploadedPart {
  readonly number: number;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly checksums: ReceivedFile['checksums'];
}

/**
 * Uploads in progress, on disk below the bucket (`uploads/ID/upload.json`, and `N` with `N.json` for each part), so
 * that they survive a restart.
 */
export class MultipartUploads {
  async create(bucket: Bucket, given: Omit<MultipartUpload, 'id'>): Promise<MultipartUpload> {
    const upload = { ...given, id: randomBytes(32).toString('hex') };
    await mkdir(directoryOf(bucket, upload.id), { recursive: true });
    await writeFile(join(directoryOf(bucket, upload.id), 'upload.json'), JSON.stringify(upload));
    return upload;
  }

  /** Throws `NoSuchUpload`, also when the upload is of another key. */
  async get(bucket: Bucket, id: string, key: string): Promise<MultipartUpload> {
    const upload = await readUpload(bucket, id);
    if (upload?.key !== key) throw noSuchUpload();
    return upload;
  }

  async list(bucket: Bucket): Promise<readonly MultipartUpload[]> {
    const ids = await readdir(join(bucket.directory, 'uploads')).catch(() => []);
    const uploads = await Promise.all(ids.map((id) => readUpload(bucket, id)));
    return uploads.filter((upload) => upload !== undefined).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** A part sent again replaces the one before. */
  async addPart(
    bucket: Bucket,
    { id }: MultipartUpload,
    number: number,
    file: ReceivedFile,
  ): Promise<UploadedPart> {
    const part: UploadedPart = {
      number,
      sizeBytes: file.sizeBytes,
      etag: file.md5.toString('hex'),
      checksums: file.checksums,
    };
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
  async join(
    bucket: Bucket,
    upload: MultipartUpload,
    parts: readonly UploadedPart[],
  ): Promise<ReceivedFile & { readonly etag: string }> {
    const full = upload.checksumType === 'FULL_OBJECT' ? upload.algorithm : undefined;
    const directory = directoryOf(bucket, upload.id);
    async function* bytes(): AsyncGenerator<Buffer> {
      for (const { number } of parts) {
        yield* createReadStream(join(directory, String(number)), { highWaterMark: 1 << 20 });
      }
    }
    const file = await storeFile(bytes(), bucket.incoming, full);
    const composite = upload.checksumType === 'COMPOSITE' ? compositeChecksum(upload, parts) : {};
    const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
    const etag = `${createHash('md5').update(digests).digest('hex')}-${parts.length}`;
    return { ...file, etag, checksums: { ...file.checksums, ...composite } };
  }

  async remove(bucket: Bucket, { id }: MultipartUpload): Promise<void> {
    await rm(directoryOf(bucket, id), { recursive: true, force: true });
  }
}

/** The checksum of the parts' checksums, with their count; none when a part came without. */
function compositeChecksum(
  { algorithm }: MultipartUpload,
  parts: readonly UploadedPart[],
): ReceivedFile['checksums'] {
  if (algorithm === undefined) return {};
  const checksum = runningChecksum(algorithm);
  for (const { checksums } of parts) {
    const value = checksums[algorithm];
    if (value === undefined) return {};
    checksum.update(Buffer.from(value, 'base64'));
  }
  return { [algorithm]: `${checksum.digest()}-${parts.length}` };
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
