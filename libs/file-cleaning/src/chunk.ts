import type { Fault } from '@sluice/contracts';
import type { QuotedRecord } from './frame-quoted.js';
import type { FramedRecord } from './framing.js';
import { escapeByte, escapeLetters, unescapeField } from './text-form.js';

/** A bad record with its bytes. */
export interface RejectedRecord extends Fault {
  readonly ordinal: number;
  /** 1-based physical line. */
  readonly line: number;
  /** Without line end; the first `maxRecordBytes` of an over-long record. */
  readonly raw: Buffer;
  /** Of the whole record, when `raw` is only its beginning. */
  readonly rawBytes?: number;
}

const tab = 0x09;

/**
 * A run of a file's records in the text form, each line headed by its ordinal, beside what is needed to explain
 * those that turn out bad. Reused: its buffers are as large as the largest run so far.
 */
export class Chunk {
  /** Records that no SQL needs to see, in order. */
  rejects: RejectedRecord[] = [];
  private form: Buffer;
  private formLength = 0;
  private raw: Buffer = Buffer.alloc(0);
  private rawLength = 0;
  private rejectBytes = 0;
  private ordinals: number[] = [];
  private lines: number[] = [];
  private formStarts: number[] = [];
  private rawStarts: number[] = [];

  /** @param kind plain: fields are the record's own bytes; escaped: they are not, and both are kept */
  constructor(
    readonly kind: 'plain' | 'escaped',
    sizeBytes: number,
  ) {
    this.form = Buffer.allocUnsafeSlow(sizeBytes);
  }

  get sizeBytes(): number {
    return this.formLength + this.rejectBytes;
  }

  /** Records for the SQL to judge. */
  get records(): number {
    return this.ordinals.length;
  }

  get bytes(): Buffer {
    return this.form.subarray(0, this.formLength);
  }

  clear(): void {
    this.rejects = [];
    this.formLength = this.rawLength = this.rejectBytes = 0;
    this.ordinals = [];
    this.lines = [];
    this.formStarts = [];
    this.rawStarts = [];
  }

  addReject(reject: RejectedRecord): void {
    this.rejects.push(reject);
    this.rejectBytes += reject.raw.length + 256;
  }

  /** Adds a record whose bytes are its fields in the plain form. */
  addPlain(ordinal: number, { line, data, start, end }: FramedRecord): void {
    this.begin(ordinal, line, end - start);
    data.copy(this.form, this.formLength, start, end);
    this.formLength += end - start;
    this.form[this.formLength++] = 0x0a;
  }

  /** Adds a record of fields that may hold anything. */
  addEscaped(ordinal: number, { line, data, start, end, fields }: QuotedRecord, quote: number): void {
    this.begin(ordinal, line, 2 * (end - start));
    if (this.rawLength + end - start > this.raw.length)
      this.raw = enlarged(this.raw, this.rawLength, this.rawLength + end - start);
    this.rawStarts.push(this.rawLength);
    this.rawLength += data.copy(this.raw, this.rawLength, start, end);
    const form = this.form;
    let at = this.formLength;
    fields.forEach((field, index) => {
      if (index > 0) form[at++] = tab;
      for (let from = field.start; from < field.end; from++) {
        const byte = data[from] as number;
        const letter = escapeLetters[byte] as number;
        if (letter !== 0) form[at++] = escapeByte;
        form[at++] = letter === 0 ? byte : letter;
        if (field.doubled && byte === quote) from++;
      }
    });
    form[at++] = 0x0a;
    this.formLength = at;
  }

  /** Position of the first record from `from` on that has the ordinal. */
  indexOf(ordinal: number, from: number): number {
    return this.ordinals.indexOf(ordinal, from);
  }

  lineOf(index: number): number {
    return this.lines[index] as number;
  }

  rawOf(index: number): Buffer {
    if (this.kind === 'escaped')
      return Buffer.from(
        this.raw.subarray(this.rawStarts[index], this.rawStarts[index + 1] ?? this.rawLength),
      );
    return Buffer.from(this.form.subarray(this.fieldsStart(index), this.fieldsEnd(index)));
  }

  /** Text of the field at a position in the file. */
  fieldOf(index: number, position: number): string {
    const fields = this.form.toString('utf8', this.fieldsStart(index), this.fieldsEnd(index)).split('\t');
    const field = fields[position] ?? '';
    return this.kind === 'escaped' ? unescapeField(field) : field;
  }

  private fieldsStart(index: number): number {
    return this.form.indexOf(tab, this.formStarts[index]) + 1;
  }

  private fieldsEnd(index: number): number {
    return (this.formStarts[index + 1] ?? this.formLength) - 1;
  }

  private begin(ordinal: number, line: number, atMost: number): void {
    const needed = this.formLength + atMost + 32;
    if (needed > this.form.length) this.form = enlarged(this.form, this.formLength, needed);
    this.ordinals.push(ordinal);
    this.lines.push(line);
    this.formStarts.push(this.formLength);
    this.formLength += this.form.write(String(ordinal), this.formLength, 'latin1');
    this.form[this.formLength++] = tab;
  }
}

function enlarged(buffer: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.ceil(buffer.length * 1.5)));
  buffer.copy(larger, 0, 0, used);
  return larger;
}
