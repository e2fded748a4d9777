import { gunzipSync, type Gunzip, type ZlibOptions } from 'node:zlib';
import { codeOf } from './code-of.js';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export function decompressGzip(bytes: Uint8Array, maxBytes: number): Uint8Array | 'damaged' | 'too_large' {
  try {
    // The types do not know `info`, which zlib's documentation has.
    const { buffer, engine } = gunzipSync(bytes, {
      // Of which Node takes no 0.
      maxOutputLength: Math.max(1, maxBytes),
      info: true,
    } as ZlibOptions) as unknown as { buffer: Buffer; engine: Gunzip };
    if (buffer.length > maxBytes) return 'too_large';
    // zlib stops at a zero behind a member, and ignores whatever follows. Padding of zeros alone loses nothing.
    return bytes.subarray(engine.bytesWritten).every((byte) => byte === 0) ? buffer : 'damaged';
  } catch (error) {
    return codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'damaged';
  }
}
