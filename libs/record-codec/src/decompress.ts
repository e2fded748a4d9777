import { decompressGzip, isGzip } from './gzip.js';
import { decompressZstd, isZstd } from './zstd.js';

/**
 * Decompresses what is gzip or zstd by its first bytes: all members or frames, one after another.
 * @returns undefined when it is neither; `damaged` when it is cut off, damaged, or followed by something else;
 * `too_large` when it holds more than `maxBytes`, or takes out of proportion to them to find out
 */
export function decompress(
  bytes: Uint8Array,
  maxBytes: number,
): Uint8Array | 'damaged' | 'too_large' | undefined {
  if (isGzip(bytes)) return decompressGzip(bytes, maxBytes);
  return isZstd(bytes) ? decompressZstd(bytes, maxBytes) : undefined;
}
