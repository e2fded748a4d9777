import type { Dataset, Fault } from '@sluice/contracts';
import { FileFaultError } from './errors.js';
import type { FileFormat } from './file-format.js';
import { framingFaults } from './framing-faults.js';
import { isHopeless } from './reject-limit.js';
import type { RejectWriter } from './reject-writer.js';

export interface BadRecord {
  readonly ordinal: number;
  readonly fault: Fault;
  /** Without line end; read before `add` resolves, and not after. */
  readonly raw: Buffer;
  /** Of the whole record, when `raw` is only its beginning. */
  readonly rawBytes?: number;
  /** 1-based; of formats that have lines. */
  readonly line?: number;
}

export interface RejectsOptions extends Pick<FileFormat, 'format'> {
  readonly writer: RejectWriter;
  readonly dataset: Dataset;
  readonly maxRatio: number;
  readonly sourceNumber: number;
  readonly source: string | undefined;
}

/** The bad records of a file: written in order, and refused when they are too many. */
export class Rejects {
  private undecodable = 0;

  constructor(private readonly options: RejectsOptions) {}

  get count(): number {
    return this.options.writer.count;
  }

  /**
   * Adds the next one.
   * @param atMostMore records that may still come
   * @returns when there is something to wait for: the disk is behind
   * @throws {FileFaultError} (rejects) when their share can no longer become good
   */
  add({ ordinal, fault, raw, rawBytes, line }: BadRecord, atMostMore: number): Promise<void> | undefined {
    const { writer, sourceNumber, source, maxRatio } = this.options;
    const { reason, column, rule, value } = fault;
    if (rule === framingFaults.encoding && column === null) this.undecodable++;
    const writing = writer.add({
      sourceNumber,
      source,
      ordinal,
      reason,
      column,
      rule,
      value,
      raw,
      rawBytes,
      line,
    });
    const clean = ordinal + 1 - writer.count;
    return isHopeless(maxRatio, { rejected: writer.count, clean, atMostMore })
      ? this.refuse(writing, ordinal + 1)
      : writing;
  }

  /** @throws {FileFaultError} when the share of bad records is above what is allowed */
  refuseTooMany(read: number): void {
    if (this.count > this.options.maxRatio * read) throw this.tooMany(read, '');
  }

  private async refuse(writing: Promise<void> | undefined, read: number): Promise<never> {
    await writing;
    throw this.tooMany(read, ' so far');
  }

  private tooMany(read: number, soFar: string): FileFaultError {
    const { writer, maxRatio, format } = this.options;
    const { count } = writer;
    const ranked = Object.entries(writer.reasons).sort(([, one], [, other]) => other - one);
    const [reason = '', most = 0] = ranked[0] ?? [];
    if (format === 'ndjson' && reason === 'malformed_record' && most === read && this.undecodable < count)
      return new FileFaultError({
        code: 'not_the_format',
        message: 'no line is a JSON object: deliver one object a line, or name the file after its format',
      });
    if (2 * this.undecodable > count)
      return new FileFaultError({
        code: 'undecodable',
        message: `${this.undecodable} of ${read} records${soFar} are not UTF-8 (Latin-1 or Windows-1252 perhaps): save the file as UTF-8`,
      });
    const sample = writer.samples.get(reason);
    const places = [
      ...(sample?.line === undefined ? [`record ${sample?.ordinal ?? 0}`] : [`line ${sample.line}`]),
      ...(sample?.column == null ? [] : [`column ${sample.column}`]),
    ];
    const value = sample?.value == null ? 'the value' : JSON.stringify(sample.value.slice(0, 80));
    return new FileFaultError({
      code: 'too_many_rejects',
      message: `${count} of ${read} records${soFar} are bad, at most ${percent(maxRatio)} may be; mostly ${reason} (${most}), as in ${places.join(', ')}: ${value} is not ${sample?.rule.slice(0, 200) ?? ''}: mend the file`,
    });
  }
}

const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(2))} %`;
