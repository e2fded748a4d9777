import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '@sluice/contracts';
import { detectFileFormat, judgeAgain, readFileHeader, type JudgeRecord } from '@sluice/file-cleaning';
import { fileSourceId } from '@sluice/message-schemas';
import { ObjectMissingError, type ObjectStore } from '@sluice/object-store';
import type { VerdictAgain } from './verdict-again.js';

/** The object version that a record came in. */
export interface RejectedSource {
  readonly sourceId: string;
  readonly bucket: string;
  readonly key: string;
  /** Undefined where the bucket had no versions. */
  readonly versionId: string | undefined;
}

export type FileJudge = (raw: Buffer) => VerdictAgain;

/** Of a file, what its header is looked for in. */
const headerBytes = 1024 * 1024;

/** Judges for the records of files, by the header that each file itself has. */
export class FileJudges {
  #last: { readonly sourceId: string; readonly judge: FileJudge } | undefined;

  constructor(
    private readonly dataset: Dataset,
    private readonly objects: Pick<ObjectStore, 'head' | 'readStart'>,
    private readonly folder: string,
  ) {}

  async of(file: RejectedSource): Promise<FileJudge> {
    if (this.#last?.sourceId !== file.sourceId)
      this.#last = { sourceId: file.sourceId, judge: await this.#judge(file) };
    return this.#last.judge;
  }

  async #judge(file: RejectedSource): Promise<FileJudge> {
    const { dataset } = this;
    const format = detectFileFormat(file.key, dataset);
    if (format === undefined || format.format === 'parquet') return () => unreadable(notText);
    const header = format.format === 'ndjson' ? Buffer.alloc(0) : await this.#header(file, format);
    if (header === undefined) return () => unreadable(noHeader);
    const judge = judgeAgain({ dataset, format: format.format, header });
    if (typeof judge === 'function') return (raw) => verdictOf(judge, dataset, raw);
    return () => ({ is: 'bad', reason: judge.code });
  }

  async #header(
    file: RejectedSource,
    format: NonNullable<ReturnType<typeof detectFileFormat>>,
  ): Promise<Buffer | undefined> {
    const start = await this.#start(file);
    if (start === undefined) return undefined;
    const path = join(this.folder, 'start');
    await writeFile(path, start);
    try {
      return await readFileHeader({ ...format, dataset: this.dataset, path });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Without a version id the key may mean another object by now: its ETag would give another source. */
  async #start({ sourceId, bucket, key, versionId }: RejectedSource): Promise<Buffer | undefined> {
    const location = { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
    try {
      const head = await this.objects.head(location);
      if (head === undefined) return undefined;
      const found = fileSourceId({ bucket, key, versionId, etag: head.etag }, sha256Hex);
      return found === sourceId ? await this.objects.readStart(location, headerBytes) : undefined;
    } catch (error) {
      if (error instanceof ObjectMissingError) return undefined;
      throw error;
    }
  }
}

const notText = 'rows of Parquet files are not judged one by one: mend them and land them as a file';
const noHeader = 'the file they came in is gone, and with it the order of its columns';

const unreadable = (why: string): VerdictAgain => ({ is: 'unreadable', why });

function verdictOf(judge: JudgeRecord, dataset: Dataset, raw: Buffer): VerdictAgain {
  const verdict = judge(raw);
  return verdict.ok ? { is: 'good', dataset, row: verdict.row } : { is: 'bad', reason: verdict.fault.reason };
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
