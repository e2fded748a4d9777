import * as zlib from 'node:zlib';

export const gzip = (data: string | Uint8Array): Buffer => zlib.gzipSync(data);

const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];
const maxBlockBytes = 128 * 1024;

/**
 * A zstd frame whose blocks are stored as they are: Node 20 cannot make others. What is compressed indeed is decoded by
 * the codec's own tests.
 * @see https://datatracker.ietf.org/doc/html/rfc8878
 */
export function zstd(data: string | Uint8Array): Buffer {
  const bytes = Buffer.from(data);
  // One segment, its size in eight bytes.
  const header = Buffer.from([...zstdMagic, 0b1110_0000, ...Array<number>(8).fill(0)]);
  header.writeBigUInt64LE(BigInt(bytes.length), zstdMagic.length + 1);
  const blocks: Buffer[] = [];
  for (let start = 0; start === 0 || start < bytes.length; start += maxBlockBytes) {
    const block = bytes.subarray(start, start + maxBlockBytes);
    const isLast = start + maxBlockBytes >= bytes.length;
    const blockHeader = Buffer.alloc(3);
    blockHeader.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    blocks.push(blockHeader, block);
  }
  return Buffer.concat([header, ...blocks]);
}
