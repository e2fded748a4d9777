import type { Fault, Sha256Hex } from '@sluice/contracts';
import { streamRecordId, type BatchReject, type BatchRow } from '@sluice/message-schemas';
import { decodeRecord, type DecodeUtf8 } from './decode-record.js';
import { routePayload, type RouteOptions } from './route-payload.js';
import type { StreamRecord } from './stream-record.js';
import { validatePayload } from './validate-payload.js';

export interface TransformOptions extends RouteOptions {
  /** Name of the stream: part of every record's identity. */
  readonly stream: string;
  readonly decodeUtf8: DecodeUtf8;
  readonly encodeBase64: (bytes: Uint8Array) => string;
  /** For columns that are masked. */
  readonly sha256Hex: Sha256Hex;
}

/** A judged record with its place in the stream. */
export type TransformedRecord = {
  /** Index of the stream record in what was handed over. */
  readonly position: number;
  readonly shardId: string;
  readonly sequenceNumber: string;
} & ({ readonly row: BatchRow } | { readonly reject: BatchReject });

/** One dataset's share, rows and rejects together in the order of the stream. */
export interface DatasetRecords {
  readonly dataset: string;
  readonly contractVersion: number;
  readonly records: readonly TransformedRecord[];
}

/**
 * Decodes, routes and validates stream records. Every record comes out, as a row or as a reject with its raw
 * bytes; bad data never throws. The same records give the same result, so a retry or a replay does no harm.
 * @returns one entry for each dataset that occurs, in the order of first occurrence
 */
export function transformRecords(
  records: readonly StreamRecord[],
  options: TransformOptions,
): DatasetRecords[] {
  const perDataset = new Map<string, { contractVersion: number; records: TransformedRecord[] }>();
  for (const [position, record] of records.entries()) {
    const { shardId, sequenceNumber, arrivedAtMs: arrivedAt, data } = record;
    for (const { subSequenceNumber, payload } of decodeRecord(data, options.decodeUtf8)) {
      const recordId = streamRecordId(options.stream, shardId, sequenceNumber, subSequenceNumber);
      const routed = routePayload(payload, options);
      const verdict = validatePayload(routed, options.sha256Hex);
      let share = perDataset.get(routed.dataset.name);
      if (!share) {
        share = { contractVersion: routed.dataset.version, records: [] };
        perDataset.set(routed.dataset.name, share);
      }
      share.records.push(
        verdict.ok
          ? { position, shardId, sequenceNumber, row: { recordId, arrivedAt, values: [...verdict.row] } }
          : {
              position,
              shardId,
              sequenceNumber,
              reject: reject(recordId, arrivedAt, verdict.fault, options.encodeBase64(data)),
            },
      );
    }
  }
  return [...perDataset].map(([dataset, share]) => ({ dataset, ...share }));
}

const reject = (recordId: string, arrivedAt: number, fault: Fault, raw: string): BatchReject => ({
  recordId,
  arrivedAt,
  reason: fault.reason,
  column: fault.column,
  rule: fault.rule,
  value: fault.value,
  raw,
});
