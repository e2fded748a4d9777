import type { Fault, ReasonCode } from '@sluice/contracts';

/** A record as the stream carries it. */
export interface OutgoingRecord {
  /** The envelope, UTF-8. */
  readonly data: Uint8Array;
  readonly partitionKey: string;
}

/** Why a record is not put on the stream: the reason, column, rule and value that its reject would have had. */
export type Refusal = Omit<Fault, 'reason'> & {
  readonly reason:
    | ReasonCode
    /** Envelope and partition key together exceed what the stream takes. */
    | 'record_too_large';
};

/**
 * What an application hands over: an object that JSON can hold, or JSON text, as a string or in UTF-8, which goes on
 * the stream as it stands.
 */
export type RecordSource = object | string | Uint8Array;

/** Bytes that count against the limits of a record, a request and a producer's memory. */
export const recordBytes = ({ data, partitionKey }: OutgoingRecord): number =>
  data.length + Buffer.byteLength(partitionKey);
