import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { ByteOutput } from './byte-output.js';
import { snappyCompress } from './snappy.js';

const seed = Number(process.env['SLUICE_SEED'] ?? 20_260_131);

function compressed(input: Uint8Array): Buffer {
  const output = new ByteOutput();
  // What stands before must stay.
  output.append(Uint8Array.of(1, 2, 3));
  snappyCompress(input, output);
  expect([...output.written.subarray(0, 3)]).toEqual([1, 2, 3]);
  return Buffer.from(output.written.subarray(3));
}

function restored(input: Uint8Array): Buffer {
  const output = new Uint8Array(input.length);
  snappyUncompress(compressed(input), output);
  return Buffer.from(output);
}

/** Runs of few different bytes, copies of earlier parts near and far, noise. */
const repetitive = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 3000 })).map(([byte, count]) => new Uint8Array(count).fill(byte)),
      fc.tuple(fc.nat(70_000), fc.integer({ min: 1, max: 200 })).map(([back, count]) => ({ back, count })),
    ),
    { maxLength: 60 },
  )
  .map((parts) => {
    let bytes: Buffer = Buffer.alloc(0);
    for (const part of parts) {
      const added =
        part instanceof Uint8Array ? part : bytes.subarray(Math.max(0, bytes.length - part.back)).subarray(0, part.count);
      bytes = Buffer.concat([bytes, added]);
    }
    return bytes;
  }); // prettier-ignore

describe('snappy', () => {
  it('gives back what was compressed', () => {
    fc.assert(
      fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 300 })), (input) => {
        expect(restored(input).equals(input)).toBe(true);
      }),
      { seed, numRuns: 400 },
    );
  });

  it.each([1, 14, 15, 16, 17, 59, 60, 61, 62, 255, 256, 257, 65_535, 65_536, 65_537, 131_072, 200_001])(
    'takes %d bytes of noise, of one byte and of a pattern',
    (size) => {
      const noise = Uint8Array.from(fc.sample(fc.uint8Array({ minLength: 997, maxLength: 997 }), { seed, numRuns: 1 })[0] ?? []);
      const inputs = [
        Uint8Array.from({ length: size }, (_, index) => (Math.imul(index + 1, 0x9e3779b1) >>> 13) & 255),
        new Uint8Array(size).fill(7),
        Uint8Array.from({ length: size }, (_, index) => noise[index % noise.length] as number),
      ];
      for (const input of inputs) expect(restored(input).equals(input)).toBe(true);
    }, // prettier-ignore
  );

  it('makes repeats small, and noise hardly larger', () => {
    const repeats = Buffer.from('tt0000001 Drama,Crime movie '.repeat(4000));
    expect(compressed(repeats).length).toBeLessThan(repeats.length / 15);
    const noise = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, index) => Math.imul(index + 1, 0x9e3779b1) >>> 11)); // prettier-ignore
    expect(compressed(noise).length).toBeLessThan(noise.length * 1.01);
  });

  it('reads a part of a larger buffer only', () => {
    const whole = Buffer.from('abcdefgh'.repeat(40));
    expect(restored(whole.subarray(8, 200)).equals(whole.subarray(8, 200))).toBe(true);
  });
});
