import type { ParsedRecord, ReasonCode } from '@sluice/contracts';
import type { RecordLimits } from './record-limits.js';

export type RefusedRecord = ParsedRecord & { readonly ok: false };

/** The rule of what is no JSON at all. */
export const json = 'JSON';
/** The rule of what is no UTF-8. */
export const utf8 = 'UTF-8';

export const refused = (reason: ReasonCode, rule: string, value: string | null = null): RefusedRecord => ({
  ok: false,
  fault: { reason, column: null, rule, value },
});

export const notUtf8 = refused('malformed_record', utf8);
export const empty = refused('empty_record', 'an object, an array or lines of JSON');
export const damagedCompression = refused('damaged_compression', 'gzip or zstd, whole');
export const damagedAggregate = refused('damaged_aggregate', 'a KPL aggregate with its checksum');

export const tooMuchText = ({ textBytes }: RecordLimits): RefusedRecord =>
  refused('decompression_bomb', `at most ${mebibytes(textBytes)} of text in a record`);
export const tooLargePayload = ({ payloadBytes }: RecordLimits): RefusedRecord =>
  refused('decompression_bomb', `at most ${mebibytes(payloadBytes)} of text in a payload`);
export const tooManyPayloads = ({ payloads }: RecordLimits): RefusedRecord =>
  refused('decompression_bomb', `at most ${payloads} payloads in a record`);

const mebibytes = (bytes: number): string => `${bytes / (1024 * 1024)} MiB`;
