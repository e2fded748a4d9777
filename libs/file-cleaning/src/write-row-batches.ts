import type { Dataset, Value } from '@sluice/contracts';
import { rowsLayout } from '@sluice/redshift-loading';
import type { WrittenRecords } from './cleaning-result.js';
import { ParquetWriter } from './parquet-writer.js';
import { RejectWriter } from './reject-writer.js';

/** Records of a stream, judged already; rows and rejects each in stream order. */
export interface BatchToWrite {
  /** Written to `_source_no`. */
  readonly sourceNumber: number;
  readonly rows: readonly {
    readonly recordId: string;
    /** Milliseconds. */
    readonly arrivedAt: number;
    /** In contract order, canonical (`row.ts` in contracts). */
    readonly values: readonly Value[];
  }[];
  readonly rejects: readonly {
    readonly recordId: string;
    /** Milliseconds. */
    readonly arrivedAt: number;
    readonly reason: string;
    readonly column: string | null;
    readonly rule: string;
    readonly value: string | null;
    /** The record's bytes, base64. */
    readonly raw: string;
  }[];
}

export interface WriteRowBatchesOptions {
  readonly dataset: Dataset;
  readonly batches: Iterable<BatchToWrite>;
  /** Exists and is empty; the caller removes it. */
  readonly outputDirectory: string;
  readonly signal?: AbortSignal;
}

/**
 * Writes row batches in the layouts of cleaned files. The ordinal is the position in the batch: its rows from 0
 * on, then its rejects. Quarantine is one file for all batches; there `recordId` tells the records apart.
 * @throws {CleaningEnvironmentError} disk full, or a value that is not canonical
 * @throws the signal's reason, when aborted
 */
export async function writeRowBatches(options: WriteRowBatchesOptions): Promise<WrittenRecords> {
  const { dataset, batches, outputDirectory, signal } = options;
  const rows = new ParquetWriter(outputDirectory, 'rows', rowsLayout(dataset));
  const rejects = new RejectWriter(outputDirectory);
  try {
    let clean = 0;
    for (const batch of batches) {
      signal?.throwIfAborted();
      const { sourceNumber } = batch;
      for (const [index, { recordId, arrivedAt, values }] of batch.rows.entries())
        await rows.add([sourceNumber, index, recordId, new Date(arrivedAt).toISOString(), ...values]);
      clean += batch.rows.length;
      for (const [index, { raw, ...reject }] of batch.rejects.entries())
        await rejects.add({
          ...reject,
          sourceNumber,
          ordinal: batch.rows.length + index,
          raw: Buffer.from(raw, 'base64'),
        });
    }
    return {
      ok: true,
      counts: { clean, rejected: rejects.count },
      reasons: rejects.reasons,
      rows: await rows.finish(),
      ...(await rejects.finish()),
    };
  } catch (error) {
    await Promise.allSettled([rows.abandon(), rejects.abandon()]);
    throw error;
  }
}
