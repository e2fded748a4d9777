import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { preview } from '@sluice/contracts';
import { rejectsLayout } from '@sluice/redshift-loading';
import type { ParquetPart, QuarantinedRecord, QuarantineFile } from './cleaning-result.js';
import type { Engine } from './engine.js';
import { CleaningEnvironmentError } from './errors.js';
import { ParquetWriter } from './parquet-writer.js';

export interface Reject {
  readonly sourceNumber: number;
  readonly ordinal: number;
  readonly recordId?: string;
  /** Milliseconds. */
  readonly arrivedAt?: number;
  readonly reason: string;
  readonly column: string | null;
  readonly rule: string;
  readonly value: string | null;
  readonly raw: Buffer;
  readonly rawBytes?: number;
  readonly line?: number;
}

// What Redshift refuses in a text.
// eslint-disable-next-line no-control-regex
const refused = /[\u0000\uFFFE\uFFFF]/g;

/** Writes bad records twice: whole to the quarantine file, explained to Parquet. */
export class RejectWriter {
  readonly reasons: Record<string, number> = {};
  /** The first reject of each reason. */
  readonly samples = new Map<string, Reject>();
  count = 0;
  private readonly table: ParquetWriter;
  private readonly quarantinePath: string;
  private gzip: Gzip | undefined;
  private written: Promise<void> | undefined;
  /** Lines for the quarantine file: each write to gzip is a trip to another thread. */
  private pending: string[] = [];
  private pendingLength = 0;

  constructor(engine: Engine, directory: string) {
    this.table = new ParquetWriter(engine, directory, 'rejects', rejectsLayout);
    this.quarantinePath = join(directory, 'quarantine.ndjson.gz');
  }

  /** Adds a reject; in ordinal order. */
  async add(reject: Reject): Promise<void> {
    const { sourceNumber, ordinal, recordId, arrivedAt, reason, column, rule } = reject;
    const value = reject.value === null ? null : preview(reject.value);
    this.count++;
    this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    if (!this.samples.has(reason)) this.samples.set(reason, reject);
    this.table.add([
      String(sourceNumber),
      String(ordinal),
      recordId ?? null,
      arrivedAt === undefined ? null : new Date(arrivedAt).toISOString(),
      reason,
      column,
      printable(rule),
      value === null ? null : printable(value),
    ]);
    await this.quarantine({
      ordinal,
      ...(recordId === undefined ? {} : { recordId }),
      reason,
      column,
      rule,
      value,
      ...(isUtf8(reject.raw) ? { raw: reject.raw.toString() } : { rawBase64: reject.raw.toString('base64') }),
      ...(reject.rawBytes === undefined ? {} : { rawBytes: reject.rawBytes }),
      ...(reject.line === undefined ? {} : { line: reject.line }),
    });
    if (this.table.isFull) await this.table.flush();
  }

  /** Ends both; call once. */
  async finish(): Promise<{ rejects: readonly ParquetPart[]; quarantine?: QuarantineFile }> {
    await this.table.flush();
    if (!this.gzip) return { rejects: [] };
    await this.writePending(this.gzip);
    this.gzip.end();
    await this.written;
    const { size } = await stat(this.quarantinePath);
    return { rejects: this.table.parts, quarantine: { path: this.quarantinePath, sizeBytes: size } };
  }

  /** Lets go of the quarantine file when the work is given up. */
  async abandon(): Promise<void> {
    this.gzip?.destroy();
    await this.written?.catch(() => undefined);
  }

  private async quarantine(record: QuarantinedRecord): Promise<void> {
    if (!this.gzip) {
      this.gzip = createGzip();
      this.written = pipeline(this.gzip, createWriteStream(this.quarantinePath)).catch((error: unknown) => {
        throw new CleaningEnvironmentError('the quarantine file cannot be written', { cause: error });
      });
      // Awaited in `finish`; until then a failure must not count as unhandled.
      this.written.catch(() => undefined);
    }
    const line = `${JSON.stringify(record)}\n`;
    this.pending.push(line);
    this.pendingLength += line.length;
    if (this.pendingLength >= pendingLimit) await this.writePending(this.gzip);
  }

  private async writePending(gzip: Gzip): Promise<void> {
    const text = this.pending.join('');
    this.pending = [];
    this.pendingLength = 0;
    if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), this.written]);
  }
}

const pendingLimit = 256 * 1024;

const printable = (text: string): string => text.toWellFormed().replaceAll(refused, '\uFFFD');
