import { expect, it } from 'vitest';
import { crc32c, crc64Nvme } from './crc.js';

const bytes = Buffer.from(Array.from({ length: 1000 }, (_, n) => (n * n * 7 + n) & 255));

/** Bit by bit, by the definition of a reflected CRC. */
function plain(input: Buffer, polynomial: bigint, width: 32 | 64): string {
  const ones = (1n << BigInt(width)) - 1n;
  let crc = ones;
  for (const byte of input) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
  }
  return (crc ^ ones).toString(16).padStart(width / 4, '0');
}

it.each([
  ['CRC32C', crc32c, 0x82f63b78n, 32],
  ['CRC64NVME', crc64Nvme, 0x9a6c9329ac4bc9b5n, 64],
] as const)('computes %s of any bytes, however they come', (_, create, polynomial, width) => {
  for (const length of [0, 1, 7, 8, 9, 15, 16, 1000]) {
    const input = bytes.subarray(0, length);
    for (const piece of [1, 3, 8, 13, 1000]) {
      const crc = create();
      for (let at = 0; at < length; at += piece) crc.update(input.subarray(at, at + piece));
      expect(crc.digest().toString('hex')).toBe(plain(input, polynomial, width));
    }
  }
});
