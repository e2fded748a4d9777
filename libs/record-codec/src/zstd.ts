import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { codeOf } from './code-of.js';
import { maxBlockBytes, readZstdFrames, type ZstdFrame } from './zstd-frames.js';

export const isZstd = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;

type Decompressed = Uint8Array | 'damaged' | 'too_large';
/** Of one frame, the structure of which is sound. */
type DecompressFrame = (frame: ZstdFrame, maxBytes: number) => Decompressed;

// Node has it from 22.15 on; the types are those of the oldest Node that is supported.
const { zstdDecompressSync } = zlib as unknown as {
  zstdDecompressSync?: (bytes: Uint8Array, options: object) => Buffer;
};

/**
 * Frame by frame: Node's own decompressor takes a cut-off frame for a whole one and passes over all frames but the first.
 * @param decompressFrame Node's own, or fzstd's where Node has none
 */
export function decompressZstd(
  bytes: Uint8Array,
  maxBytes: number,
  decompressFrame: DecompressFrame = zstdDecompressSync ? nativeFrame(zstdDecompressSync) : fzstdFrame,
): Decompressed {
  const frames = readZstdFrames(bytes, maxBytes);
  if (typeof frames === 'string') return frames;
  const parts: Uint8Array[] = [];
  let left = maxBytes;
  for (const frame of frames) {
    const part = decompressFrame(frame, left);
    if (typeof part === 'string') return part;
    if (part.length > left) return 'too_large';
    if (frame.contentBytes !== undefined && part.length !== frame.contentBytes) return 'damaged';
    left -= part.length;
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}

function nativeFrame(inflate: (bytes: Uint8Array, options: object) => Buffer): DecompressFrame {
  return ({ bytes }, maxBytes) => {
    try {
      // Of which Node takes no 0.
      return inflate(bytes, { maxOutputLength: Math.max(1, maxBytes) });
    } catch (error) {
      return codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'damaged';
    }
  };
}

/** fzstd moves its whole window for each block. */
const maxMovedBytes = 2 ** 35;

/**
 * As fzstd does it, which checks neither checksums nor the distances of matches: what is damaged inside a block may come
 * out as other bytes.
 */
export function fzstdFrame(frame: ZstdFrame, maxBytes: number): Decompressed {
  const { blocks, blockCount, hasChecksum, windowBytes, boundBytes } = frame;
  const window = windowDescriptor(Math.min(windowBytes, boundBytes, Math.max(maxBytes, maxBlockBytes)));
  if (window.bytes * blockCount > maxMovedBytes) return 'too_large';
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Decompress((part) => {
    length += part.length;
    if (length > maxBytes) throw tooLarge;
    parts.push(part);
  });
  // A header that asks for no more window than the content can fill: fzstd sets aside what it is told.
  const header = [0x28, 0xb5, 0x2f, 0xfd, hasChecksum ? 0x04 : 0, window.descriptor];
  try {
    stream.push(Buffer.concat([Buffer.from(header), blocks]), true);
  } catch (error) {
    return error === tooLarge ? 'too_large' : 'damaged';
  }
  return Buffer.concat(parts, length);
}

const tooLarge = new RangeError('too large');

/** Of the smallest power of two that holds so many bytes. */
function windowDescriptor(bytes: number): { readonly descriptor: number; readonly bytes: number } {
  const exponent = Math.max(0, Math.ceil(Math.log2(Math.max(1, bytes))) - 10);
  return { descriptor: exponent << 3, bytes: 2 ** (exponent + 10) };
}
