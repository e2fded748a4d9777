/** Why a record was rejected. Both validators give the same code for the same input. */
export const reasonCodes = [
  /** The record has too few or too many fields, whatever they hold. */
  'field_count',
  /** The record cannot be decoded: invalid UTF-8, broken quoting, not JSON, not an object. */
  'malformed_record',
  /** Streams: no bytes, blanks alone, or an array without an item. */
  'empty_record',
  /** JSON in which an object names a key twice, so that one of the values would be lost. */
  'duplicate_key',
  /** JSON whose record has a key that no contract can name: `__proto__`. */
  'reserved_key',
  /** JSON nested deeper than 1,000. */
  'too_deep',
  /** Streams: gzip or zstd by its first bytes, but cut off or damaged. */
  'damaged_compression',
  /** Streams: decompresses to more than a record may be. */
  'decompression_bomb',
  /** Streams: aggregated by the KPL by its first bytes, but its checksum or its protobuf is wrong. */
  'damaged_aggregate',
  /** A required value is null or absent. */
  'missing_value',
  /** NUL, a lone surrogate, U+FFFE or U+FFFF. */
  'invalid_character',
  'not_text',
  'not_integer',
  'not_decimal',
  'not_double',
  'not_boolean',
  'not_date',
  'not_timestamp',
  /** Not a list, or one of its items is empty. */
  'not_list',
  /** Not JSON, or JSON that SUPER cannot hold. */
  'not_json',
  /** A JSON number that a double cannot hold exactly, so that parsing has changed it: write it as a string. */
  'inexact_number',
  'out_of_range',
  'pattern_mismatch',
  'not_in_enum',
  /** Fewer bytes than the contract asks for; usually an empty text. */
  'too_short',
  'too_long',
  /** Streams: the envelope names a dataset that has no contract here. */
  'unknown_dataset',
  /** Streams: the envelope names a contract version newer than the one here. */
  'unknown_contract_version',
  /** Streams: the envelope names a contract version whose records are read otherwise by now. */
  'outdated_contract_version',
  /** Streams: each file is the whole of the dataset (load mode replace), so that no record can come by itself. */
  'files_only',
] as const;

export type ReasonCode = (typeof reasonCodes)[number];

/** The first fault of a record. */
export interface Fault {
  readonly reason: ReasonCode;
  /** Name of the column in the table; null when the record as a whole is bad. */
  readonly column: string | null;
  /** What the contract asks for, in words, for example `integer from 1800 to 2200`. */
  readonly rule: string;
  /** The raw text, cut to 256 characters; null when there was none, or the column is masked. */
  readonly value: string | null;
}

/** Longest raw value kept beside a reason, in UTF-16 code units; the whole record is in quarantine. */
export const previewLength = 256;

/** Cuts a raw value for a fault without splitting a surrogate pair. */
export function preview(value: string): string {
  if (value.length <= previewLength) return value;
  const last = value.charCodeAt(previewLength - 1);
  return value.slice(0, last >= 0xd800 && last <= 0xdbff ? previewLength - 1 : previewLength);
}
