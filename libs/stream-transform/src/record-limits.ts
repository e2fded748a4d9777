/** What one stream record may hold at most: a few kilobytes can decompress to more than a process can hold. */
export interface RecordLimits {
  /** Bytes of text, decompressed, of all payloads together. */
  readonly textBytes: number;
  /** Bytes of text of one payload: parsed it takes many times as much. Redshift takes no row of more than 4 MB. */
  readonly payloadBytes: number;
  /** As many as six digits can number. */
  readonly payloads: number;
}

export const recordLimits: RecordLimits = {
  textBytes: 64 * 1024 * 1024,
  payloadBytes: 16 * 1024 * 1024,
  payloads: 500_000,
};
