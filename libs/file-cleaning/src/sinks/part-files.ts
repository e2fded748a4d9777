import { join } from 'node:path';
import { PartFile } from './part-file.js';
import type { Part, PartOptions } from './row-sink.js';

/** A run of rows in a part: where it starts, and what the part's end must say of it. */
export interface PlacedBlock<Note> {
  readonly offset: number;
  readonly note: Note;
}

export interface PartFormat<Note> {
  /** Of the name, without the dot. */
  readonly extension: string;
  /** What each part begins with. */
  readonly head: Uint8Array;
  /** What a part ends with. */
  tail(blocks: readonly PlacedBlock<Note>[]): Uint8Array;
}

interface OpenPart<Note> {
  readonly file: PartFile;
  blocks: PlacedBlock<Note>[];
}

/** A block is to take at most this share of a part, so that a full part and a small last one fit 2 × its size. */
const blockShare = 3 / 8;

/** The size up to which rows are gathered into one block. */
export const blockBytesOf = (partBytes: number): number => partBytes * blockShare;

/**
 * Splits blocks over files. A part is full when it has the size that is asked for. It is ended only when the next
 * part has half of it: a last part that stays smaller is moved to the end of the one before.
 */
export class PartFiles<Note> {
  private readonly parts: Part[] = [];
  private readonly files: PartFile[] = [];
  private full: OpenPart<Note> | undefined;
  private current: OpenPart<Note> | undefined;

  constructor(
    private readonly options: PartOptions,
    private readonly format: PartFormat<Note>,
  ) {}

  /** Appends a block whose bytes make sense wherever they stand. */
  async append(bytes: Uint8Array, rows: number, note: Note): Promise<void> {
    const { partBytes } = this.options;
    if (this.current && this.current.file.sizeBytes >= partBytes) {
      this.full = this.current;
      this.current = undefined;
    }
    const part = (this.current ??= await this.begin());
    part.blocks.push({ offset: part.file.sizeBytes, note });
    await part.file.append(bytes);
    part.file.rows += rows;
    if (this.full && part.file.sizeBytes >= partBytes / 2) {
      await this.end(this.full);
      this.full = undefined;
    }
  }

  async finish(): Promise<readonly Part[]> {
    if (this.full && this.current) await this.mergeInto(this.full, this.current);
    const last = this.full ?? this.current ?? (this.options.always ? await this.begin() : undefined);
    if (last) await this.end(last);
    return this.parts;
  }

  async abandon(): Promise<void> {
    for (const file of this.files) await file.remove();
  }

  private async begin(): Promise<OpenPart<Note>> {
    const { directory, name } = this.options;
    const number = String(this.files.length).padStart(5, '0');
    const file = await PartFile.create(join(directory, `${name}-${number}.${this.format.extension}`));
    this.files.push(file);
    await file.append(this.format.head);
    return { file, blocks: [] };
  }

  private async end({ file, blocks }: OpenPart<Note>): Promise<void> {
    await file.append(this.format.tail(blocks));
    await file.close();
    const { path, sizeBytes, rows } = file;
    this.parts.push({ path, sizeBytes, rows });
  }

  private async mergeInto(full: OpenPart<Note>, small: OpenPart<Note>): Promise<void> {
    const { head } = this.format;
    const moved = full.file.sizeBytes - head.length;
    await full.file.appendFrom(small.file, head.length);
    full.blocks.push(...small.blocks.map(({ offset, note }) => ({ offset: offset + moved, note })));
    full.file.rows += small.file.rows;
    await small.file.remove();
    this.files.pop();
  }
}
