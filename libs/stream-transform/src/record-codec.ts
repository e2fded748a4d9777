/**
 * What the transform needs of the world around it: `createRecordCodec()` of `@sluice/record-codec` is Node's. Pure
 * functions of their arguments; none of them throws for any bytes.
 */
export interface RecordCodec {
  /** Strict; undefined: not UTF-8. A byte order mark at the start is not part of the text. */
  decodeUtf8(bytes: Uint8Array): string | undefined;
  encodeBase64(bytes: Uint8Array): string;
  decodeBase64(text: string): Uint8Array;
  /** Lower-case hexadecimal. */
  sha256Hex(data: string | Uint8Array): string;
  /** Same text, same bytes: or a retry would make another claim check. */
  gzip(text: string): Promise<Uint8Array>;
  /**
   * Of gzip and zstd, all members or frames together.
   * @returns undefined: not compressed, by its first bytes; `too_large`: more than `maxBytes`
   */
  decompress(bytes: Uint8Array, maxBytes: number): Uint8Array | 'damaged' | 'too_large' | undefined;
  /** The data of a KPL aggregate's user records, in order; undefined: no aggregate, by its first bytes. */
  deaggregate(bytes: Uint8Array): readonly Uint8Array[] | 'damaged' | undefined;
}
