import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c, crc64Nvme, type Crc } from './crc.js';

/** As they stand in `x-amz-checksum-…` headers, with the length of each in bytes. */
const lengths = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;
export type ChecksumAlgorithm = keyof typeof lengths;
export const checksumAlgorithms = Object.keys(lengths) as readonly ChecksumAlgorithm[];

export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm => Object.hasOwn(lengths, name);

/** What a header's base64 says; undefined where it is no checksum of that algorithm. */
export function checksumBytes(algorithm: ChecksumAlgorithm, base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  // Node reads over what is no base64.
  return bytes.length === lengths[algorithm] && bytes.toString('base64') === base64 ? bytes : undefined;
}

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
      return runningCrc32();
    case 'crc32c':
      return inBase64(crc32c());
    case 'crc64nvme':
      return inBase64(crc64Nvme());
  }
}

function runningCrc32(): RunningChecksum {
  let crc = 0;
  return {
    update: (bytes) => void (crc = crc32(bytes, crc)),
    digest: () => {
      const out = Buffer.alloc(4);
      out.writeUInt32BE(crc >>> 0);
      return out.toString('base64');
    },
  };
}

const inBase64 = ({ update, digest }: Crc): RunningChecksum => ({
  update,
  digest: () => digest().toString('base64'),
});
