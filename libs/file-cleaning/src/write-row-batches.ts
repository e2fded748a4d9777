import type { Dataset, Value } from '@sluice/contracts';
import { rowsLayout } from '@sluice/redshift-loading';
import type { WrittenRecords } from './cleaning-result.js';
import { Engine } from './engine.js';
import { ParquetWriter } from './parquet-writer.js';
import { RejectWriter } from './reject-writer.js';
import { valueText } from './value-text.js';

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
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/**
 * Writes row batches in the layouts of cleaned files. The ordinal is the position in the batch: its rows from 0
 * on, then its rejects. Quarantine is one file for all batches; there `recordId` tells the records apart.
 * @throws {CleaningEnvironmentError} disk full, engine crashed, or a value that is not canonical
 */
export async function writeRowBatches(options: WriteRowBatchesOptions): Promise<WrittenRecords> {
  const { dataset, batches, outputDirectory, threads, signal } = options;
  const engine = await Engine.open({ directory: outputDirectory, threads, signal });
  const rejects = new RejectWriter(engine, outputDirectory);
  try {
    const rows = new ParquetWriter(engine, outputDirectory, 'rows', rowsLayout(dataset));
    let clean = 0;
    for (const batch of batches) {
      const source = String(batch.sourceNumber);
      for (const [index, { recordId, arrivedAt, values }] of batch.rows.entries()) {
        rows.add([
          source,
          String(index),
          recordId,
          new Date(arrivedAt).toISOString(),
          ...values.map(valueText),
        ]);
        if (rows.isFull) await rows.flush();
      }
      clean += batch.rows.length;
      for (const [index, { raw, ...reject }] of batch.rejects.entries())
        await rejects.add({
          ...reject,
          sourceNumber: batch.sourceNumber,
          ordinal: batch.rows.length + index,
          raw: Buffer.from(raw, 'base64'),
        });
    }
    await rows.flush();
    const written = await rejects.finish();
    return {
      ok: true,
      counts: { clean, rejected: rejects.count },
      reasons: rejects.reasons,
      rows: rows.parts,
      ...written,
    };
  } catch (error) {
    await rejects.abandon();
    throw error;
  } finally {
    await engine.close();
  }
}
