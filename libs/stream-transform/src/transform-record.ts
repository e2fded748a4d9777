import type { Dataset } from '@sluice/contracts';
import { streamRecordIdPrefix, type BatchReject, type BatchRow } from '@sluice/message-schemas';
import { decodeRecord } from './decode-record.js';
import type { RecordCodec } from './record-codec.js';
import { routePayload, type RouteOptions } from './route-payload.js';
import type { StreamRecord } from './stream-record.js';
import { validatePayload } from './validate-payload.js';

export interface TransformOptions extends RouteOptions {
  /** Name of the stream: part of every record's identity. */
  readonly stream: string;
  readonly codec: RecordCodec;
}

/** A judged record with its place. */
export type TransformedRecord = {
  readonly dataset: Dataset;
  /** Index of the stream record in what was handed over. */
  readonly position: number;
  /** What its record id has behind the stream and the shard. */
  readonly id: string;
} & ({ readonly row: BatchRow } | { readonly reject: BatchReject });

/**
 * Decodes, routes and validates what one stream record holds, and hands each payload on as soon as it is judged, in
 * order: a record may hold far more than its bytes. Every payload comes out, as a row or as a reject with its raw
 * bytes; bad data never throws. The same record gives the same result, whatever comes with it, so a retry, a bisect or a
 * replay does no harm.
 * @param position index of the stream record in what was handed over
 */
export function transformRecord(
  record: StreamRecord,
  position: number,
  options: TransformOptions,
  emit: (judged: TransformedRecord) => void,
): void {
  const { shardId, sequenceNumber, arrivedAtMs: arrivedAt, data } = record;
  const { codec } = options;
  const prefix = streamRecordIdPrefix(options.stream, shardId);
  decodeRecord(data, codec, (decoded, subSequence, bytes) => {
    const { dataset, payload } = routePayload(decoded, options);
    const verdict = validatePayload(dataset, payload, codec.sha256Hex);
    const id = subSequence === undefined ? sequenceNumber : `${sequenceNumber}:${subSequence}`;
    const recordId = prefix + id;
    if (verdict.ok) {
      const values = verdict.row as BatchRow['values'];
      emit({ dataset, position, id, row: { recordId, arrivedAt, values } });
    } else {
      const { reason, column, rule, value } = verdict.fault;
      const raw = codec.encodeBase64(bytes);
      emit({ dataset, position, id, reject: { recordId, arrivedAt, reason, column, rule, value, raw } });
    }
  });
}
