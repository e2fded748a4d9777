import fc from 'fast-check';
import { expect, it } from 'vitest';
import { appendPackedBits, appendPackedRun, appendRepeatedRun, appendVarint } from './bit-packing.js';
import { ByteOutput } from './byte-output.js';

const seed = Number(process.env['SLUICE_SEED'] ?? 20_260_131);

const written = (write: (output: ByteOutput) => void): number[] => {
  const output = new ByteOutput();
  // Memory that is used again is not empty.
  output.append(new Uint8Array(256).fill(255));
  output.clear();
  write(output);
  return [...output.written];
};

it('packs values of any width, the lowest bits first', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 14 })
        .chain((bitWidth) =>
          fc.tuple(fc.constant(bitWidth), fc.array(fc.nat(2 ** bitWidth - 1), { maxLength: 70 }), fc.nat(9)),
        ),
      ([bitWidth, values, from]) => {
        const padded = Uint16Array.from([...Array<number>(from).fill(0), ...values]);
        const bytes = written((output) => appendPackedBits(padded, from, padded.length, bitWidth, output));
        const bits = values.flatMap((value) =>
          Array.from({ length: bitWidth }, (_, bit) => (value >> bit) & 1),
        );
        const expected = Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) =>
          bits.slice(index * 8, index * 8 + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
        );
        expect(bytes).toEqual(expected);
      },
    ),
    { seed, numRuns: 500 },
  );
});

it('writes runs with their counts in front, packed ones in whole groups of eight', () => {
  expect(written((output) => appendRepeatedRun(1, 3, output))).toEqual([6, 1]);
  expect(written((output) => appendRepeatedRun(0, 131_072, output))).toEqual([0x80, 0x80, 0x10, 0]);
  const flags = Uint8Array.of(1, 0, 1, 1, 0, 0, 0, 0, 1);
  expect(written((output) => appendPackedRun(flags, 0, 9, 1, output))).toEqual([5, 0b1101, 1]);
  const indices = Uint16Array.of(1, 2, 3);
  expect(written((output) => appendPackedRun(indices, 0, 3, 11, output))).toEqual([
    3,
    1,
    0x10,
    0xc0,
    ...Array<number>(8).fill(0),
  ]);
});

it.each([
  [0, [0]],
  [127, [127]],
  [128, [128, 1]],
  [2 ** 31 - 1, [255, 255, 255, 255, 7]],
])('writes %d in groups of seven bits', (value, bytes) => {
  expect(written((output) => appendVarint(value, output))).toEqual(bytes);
});
