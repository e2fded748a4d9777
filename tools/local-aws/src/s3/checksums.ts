import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** As they stand in `x-amz-checksum-…` headers. */
export const checksumAlgorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** Takes bytes as they come; the digest is what the header carries. */
export interface RunningChecksum {
  update(bytes: Buffer): void;
  /** Base64. */
  digest(): string;
}

export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'sha1':
    case 'sha256': {
      const hash = createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64') };
    }
    case 'crc32':
      return running32((bytes, crc) => crc32(bytes, crc));
    case 'crc32c':
      return running32(crc32c);
    case 'crc64nvme':
      return running64();
  }
}

function running32(next: (bytes: Buffer, crc: number) => number): RunningChecksum {
  let crc = 0;
  return {
    update: (bytes) => void (crc = next(bytes, crc)),
    digest: () => {
      const out = Buffer.alloc(4);
      out.writeUInt32BE(crc >>> 0);
      return out.toString('base64');
    },
  };
}

/** The reflected table of a 32-bit polynomial. */
function table32(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

const castagnoli = table32(0x82f63b78);

function crc32c(bytes: Buffer, start: number): number {
  let crc = ~start;
  for (const byte of bytes) crc = (castagnoli[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

// The reflected NVMe polynomial 0x9A6C9329AC4BC9B5 in two halves: 64-bit integers are slow here.
const nvmeHigh = new Int32Array(256);
const nvmeLow = new Int32Array(256);
for (let index = 0; index < 256; index += 1) {
  let high = 0;
  let low = index;
  for (let bit = 0; bit < 8; bit += 1) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) {
      high ^= 0x9a6c9329;
      low ^= 0xac4bc9b5;
    }
  }
  nvmeHigh[index] = high;
  nvmeLow[index] = low;
}

function running64(): RunningChecksum {
  let high = -1;
  let low = -1;
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        const index = (low ^ byte) & 255;
        low = ((low >>> 8) | (high << 24)) ^ (nvmeLow[index] as number);
        high = (high >>> 8) ^ (nvmeHigh[index] as number);
      }
    },
    digest: () => {
      const out = Buffer.alloc(8);
      out.writeInt32BE(~high, 0);
      out.writeInt32BE(~low, 4);
      return out.toString('base64');
    },
  };
}
