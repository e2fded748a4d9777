/** A frame that is whole, by the lengths that stand in it; its blocks' content is not looked at. */
export interface ZstdFrame {
  /** From the magic to the checksum. */
  readonly bytes: Uint8Array;
  /** Behind the header: blocks, and the checksum if there is one. */
  readonly blocks: Uint8Array;
  readonly blockCount: number;
  readonly hasChecksum: boolean;
  readonly windowBytes: number;
  /** Of the decompressed content, where the header says it. */
  readonly contentBytes: number | undefined;
  /** The content is no larger. */
  readonly boundBytes: number;
}

const magic = 0xfd2fb528;
/** Of any of 16 kinds of frames to be passed over. */
const skippableMagic = 0x184d2a50;
export const maxBlockBytes = 128 * 1024;
/** What the reference decompressor grants unless it is told otherwise. */
const maxWindowBytes = 2 ** 27;

/**
 * Walks the frames by RFC 8878, sections 3.1.1 and 3.1.2.
 * @returns `damaged` for what is cut off, followed by something else, or needs a dictionary; `too_large` when the headers
 * alone say that the content is more than `maxBytes`, or its window more than 128 MiB
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */
export function readZstdFrames(
  bytes: Uint8Array,
  maxBytes: number,
): readonly ZstdFrame[] | 'damaged' | 'too_large' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: ZstdFrame[] = [];
  let least = 0;
  try {
    for (let start = 0; start < bytes.length;) {
      const found = view.getUint32(start, true);
      if ((found & 0xfffffff0) === skippableMagic) {
        start += 8 + view.getUint32(start + 4, true);
        if (start > bytes.length) return 'damaged';
        continue;
      }
      const frame = found === magic ? readFrame(bytes, view, start) : undefined;
      if (!frame) return 'damaged';
      least += Math.max(frame.leastBytes, frame.contentBytes ?? 0);
      if (least > maxBytes || frame.windowBytes > maxWindowBytes) return 'too_large';
      frames.push(frame);
      start += frame.bytes.length;
    }
  } catch (error) {
    // A DataView throws it for what lies behind the end.
    if (error instanceof RangeError) return 'damaged';
    throw error;
  }
  return frames;
}

function readFrame(
  bytes: Uint8Array,
  view: DataView,
  start: number,
): (ZstdFrame & { readonly leastBytes: number }) | undefined {
  const flags = view.getUint8(start + 4);
  const isSingleSegment = (flags & 0x20) !== 0;
  const hasChecksum = (flags & 0x04) !== 0;
  const isReserved = (flags & 0x08) !== 0;
  // Without its dictionary the content cannot be told.
  if (isReserved || (flags & 0x03) !== 0) return undefined;
  let at = start + 5;
  const window = isSingleSegment ? undefined : windowOf(view.getUint8(at++));
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] as number;
  const contentBytes = contentSize(view, at, sizeBytes);
  at += sizeBytes;
  const windowBytes = window ?? contentBytes ?? 0;
  const blocksStart = at;
  const maxBlock = Math.min(maxBlockBytes, windowBytes);
  let [blockCount, leastBytes, boundBytes] = [0, 0, 0];
  for (let isLast = false; !isLast; blockCount++) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    isLast = (header & 1) === 1;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > maxBlock) return undefined;
    at += 3 + (type === 1 ? 1 : size);
    leastBytes += type === 2 ? 0 : size;
    boundBytes += type === 2 ? maxBlock : size;
  }
  const end = at + (hasChecksum ? 4 : 0);
  if (end > bytes.length) return undefined;
  return {
    bytes: bytes.subarray(start, end),
    blocks: bytes.subarray(blocksStart, end),
    blockCount,
    hasChecksum,
    windowBytes,
    contentBytes,
    leastBytes,
    boundBytes: contentBytes ?? boundBytes,
  };
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(view: DataView, at: number, sizeBytes: number): number | undefined {
  if (sizeBytes === 1) return view.getUint8(at);
  if (sizeBytes === 2) return view.getUint16(at, true) + 256;
  if (sizeBytes === 4) return view.getUint32(at, true);
  return sizeBytes === 8 ? Number(view.getBigUint64(at, true)) : undefined;
}
