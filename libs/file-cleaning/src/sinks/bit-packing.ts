import type { ByteOutput } from './byte-output.js';

/** @see https://parquet.apache.org/docs/file-format/data-pages/encodings/ "RLE / bit-packing hybrid" */
export function appendVarint(value: number, output: ByteOutput): void {
  output.reserve(5);
  let left = value;
  for (; left > 127; left >>>= 7) output.bytes[output.length++] = (left & 127) | 128;
  output.bytes[output.length++] = left;
}

/** Appends one run of a value that takes at most a byte. */
export function appendRepeatedRun(value: number, count: number, output: ByteOutput): void {
  appendVarint(count * 2, output);
  output.reserve(1);
  output.bytes[output.length++] = value;
}

/** Appends one bit-packed run of the values from `from` up to `to`. */
export function appendPackedRun(
  values: Uint8Array | Uint16Array,
  from: number,
  to: number,
  bitWidth: number,
  output: ByteOutput,
): void {
  const groups = Math.ceil((to - from) / 8);
  appendVarint(groups * 2 + 1, output);
  const end = output.length + groups * bitWidth;
  appendPackedBits(values, from, to, bitWidth, output);
  // The last group is whole: what it lacks is zeros.
  output.reserve(end - output.length);
  output.bytes.fill(0, output.length, end);
  output.length = end;
}

/** Appends values of so many bits each, the lowest bits first, up to a whole byte. */
export function appendPackedBits(
  values: Uint8Array | Uint16Array,
  from: number,
  to: number,
  bitWidth: number,
  output: ByteOutput,
): void {
  output.reserve(Math.ceil(((to - from) * bitWidth) / 8));
  const bytes = output.bytes;
  let at = output.length;
  let i = from;
  // The most frequent widths go a byte at a time: levels and booleans, and columns of up to 256 values.
  if (bitWidth === 8) for (; i < to; i++) bytes[at++] = values[i] as number;
  if (bitWidth === 1) for (; i + 8 <= to; i += 8) bytes[at++] = byteOfFlags(values, i);
  let pending = 0;
  let bits = 0;
  for (; i < to; i++) {
    pending |= (values[i] as number) << bits;
    bits += bitWidth;
    for (; bits >= 8; bits -= 8) {
      bytes[at++] = pending;
      pending >>>= 8;
    }
  }
  if (bits > 0) bytes[at++] = pending;
  output.length = at;
}

const byteOfFlags = (flags: Uint8Array | Uint16Array, i: number): number =>
  (flags[i] as number) |
  ((flags[i + 1] as number) << 1) |
  ((flags[i + 2] as number) << 2) |
  ((flags[i + 3] as number) << 3) |
  ((flags[i + 4] as number) << 4) |
  ((flags[i + 5] as number) << 5) |
  ((flags[i + 6] as number) << 6) |
  ((flags[i + 7] as number) << 7);
