import { join } from 'node:path';
import { preview } from '@sluice/contracts';
import type { ParquetPart, QuarantineFile } from './cleaning-result.js';
import { QuarantineWriter, type QuarantineTarget } from './quarantine-writer.js';
import { RejectCauses } from './reject-cause.js';
import { RejectTable } from './reject-table.js';
import type { Reject } from './reject.js';

export interface RejectWriterOptions {
  /** Whether rejects are written as Parquet too, for the loader. Default: true. */
  readonly parquet?: boolean;
  /** Default: `quarantine.ndjson.gz` in the directory, compressed. */
  readonly quarantine?: QuarantineTarget;
}

/** Enough of a reject to tell of it. */
export type RejectSample = Pick<Reject, 'ordinal' | 'line' | 'column' | 'rule' | 'value'>;

/** Writes bad records twice: whole to the quarantine file, explained to Parquet. Memory does not grow with them. */
export class RejectWriter {
  readonly reasons: Record<string, number> = {};
  /** The first reject of each reason. */
  readonly samples = new Map<string, RejectSample>();
  count = 0;
  private readonly causes = new RejectCauses();
  private readonly table: RejectTable | undefined;
  private readonly quarantine: QuarantineWriter;

  /** @param directory of the Parquet parts, `rejects-00000.parquet` and so on */
  constructor(directory: string, { parquet = true, quarantine }: RejectWriterOptions = {}) {
    this.table = parquet ? new RejectTable(directory) : undefined;
    this.quarantine = new QuarantineWriter(
      quarantine ?? { path: join(directory, 'quarantine.ndjson.gz'), gzip: true },
    );
  }

  /**
   * Adds a reject; in ordinal order, one after the other.
   * @returns when there is something to wait for: the disk is behind
   * @throws {CleaningEnvironmentError} (rejects) when the disk does not take it
   */
  add(reject: Reject): Promise<void> | undefined {
    const { reason } = reject;
    const value = reject.value === null ? null : preview(reject.value);
    this.count++;
    const before = this.reasons[reason] ?? 0;
    this.reasons[reason] = before + 1;
    if (before === 0) this.samples.set(reason, sampleOf(reject, value));
    const cause = this.causes.of(reject);
    const isTableDue = this.table?.add(reject, cause, value) ?? false;
    const isQuarantineDue = this.quarantine.add(reject, cause, value);
    return isTableDue || isQuarantineDue ? this.flush(isTableDue, isQuarantineDue) : undefined;
  }

  /** Ends both; call once. No files where there were no rejects. */
  async finish(): Promise<{ rejects: readonly ParquetPart[]; quarantine?: QuarantineFile }> {
    const rejects = (await this.table?.finish()) ?? [];
    const quarantine = await this.quarantine.finish();
    return quarantine ? { rejects, quarantine } : { rejects };
  }

  /** Gives up: closes and removes both. */
  async abandon(): Promise<void> {
    await Promise.all([this.table?.abandon(), this.quarantine.abandon()]);
  }

  private async flush(isTableDue: boolean, isQuarantineDue: boolean): Promise<void> {
    if (isTableDue) await this.table?.flush();
    if (isQuarantineDue) await this.quarantine.flush();
  }
}

function sampleOf({ ordinal, line, column, rule }: Reject, value: string | null): RejectSample {
  // Copied: a part of a string keeps the whole of it in memory.
  const copy = value === null ? null : Buffer.from(value, 'utf16le').toString('utf16le');
  return { ordinal, line, column, rule, value: copy };
}
