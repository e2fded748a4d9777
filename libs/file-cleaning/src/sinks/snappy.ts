import type { ByteOutput } from './byte-output.js';

/** Matches are looked for within blocks of this size, so that a distance fits two bytes. */
const blockBytes = 64 * 1024;
const hashBits = 14;
/** So close to a block's end no match is begun: words are read ahead. */
const marginBytes = 15;
/** The last position in the block of each hash of four bytes; positions are those in the input. */
const lastSeen = new Int32Array(1 << hashBits);

const hashOf = (word: number): number => Math.imul(word, 0x1e35a7bd) >>> (32 - hashBits);

/** What compressed bytes take at most. */
const maxCompressedBytes = (sizeBytes: number): number => 32 + sizeBytes + Math.ceil(sizeBytes / 6);

/**
 * Appends the input in snappy's raw format: the same bytes for the same input everywhere.
 * The npm packages were no choice: those in JavaScript reach a quarter of this speed (they read and write a byte
 * at a time), and native ones come as a binary for each platform.
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function snappyCompress(input: Uint8Array, output: ByteOutput): void {
  output.reserve(maxCompressedBytes(input.length));
  const bytes = output.bytes;
  let at = output.length;
  let left = input.length;
  for (; left > 127; left >>>= 7) bytes[at++] = (left & 127) | 128;
  bytes[at++] = left;
  const words = new DataView(input.buffer, input.byteOffset, input.length);
  for (let start = 0; start < input.length; start += blockBytes)
    at = compressBlock(input, words, start, Math.min(start + blockBytes, input.length), bytes, at);
  output.length = at;
}

/** Writes a block at `at`; returns where it ends. */
function compressBlock(
  input: Uint8Array,
  words: DataView,
  start: number,
  end: number,
  output: Uint8Array,
  at: number,
): number {
  const limit = end - marginBytes;
  /** From here on nothing is written yet. */
  let pending = start;
  lastSeen.fill(start);
  for (let next = start + 1; ;) {
    // Every miss makes the next step a little longer, so that data without repeats passes quickly.
    let effort = 32;
    let here: number;
    let candidate: number;
    let word: number;
    do {
      if (next > limit) return writeLiteral(input, pending, end, output, at);
      here = next;
      word = words.getInt32(here, true);
      const hash = hashOf(word);
      candidate = lastSeen[hash] as number;
      lastSeen[hash] = here;
      next = here + (effort++ >>> 5);
    } while (words.getInt32(candidate, true) !== word);
    at = writeLiteral(input, pending, here, output, at);
    // After a match the next one often follows at once.
    do {
      const matchEnd = endOfMatch(input, words, here + 4, candidate + 4, limit, end);
      at = writeCopy(here - candidate, matchEnd - here, output, at);
      pending = matchEnd;
      if (matchEnd >= limit) return writeLiteral(input, pending, end, output, at);
      lastSeen[hashOf(words.getInt32(matchEnd - 1, true))] = matchEnd - 1;
      here = matchEnd;
      word = words.getInt32(here, true);
      const hash = hashOf(word);
      candidate = lastSeen[hash] as number;
      lastSeen[hash] = here;
    } while (words.getInt32(candidate, true) === word);
    next = here + 1;
  }
}

/** How far the bytes from `here` on equal those from `candidate` on. */
function endOfMatch(
  input: Uint8Array,
  words: DataView,
  here: number,
  candidate: number,
  limit: number,
  end: number,
): number {
  while (here < limit) {
    const difference = words.getInt32(here, true) ^ words.getInt32(candidate, true);
    // The lowest bit that differs tells the first byte that does.
    if (difference !== 0) return here + ((31 - Math.clz32(difference & -difference)) >>> 3);
    here += 4;
    candidate += 4;
  }
  while (here < end && input[here] === input[candidate]) {
    here++;
    candidate++;
  }
  return here;
}

function writeLiteral(input: Uint8Array, from: number, to: number, output: Uint8Array, at: number): number {
  const sizeBytes = to - from;
  if (sizeBytes === 0) return at;
  const stored = sizeBytes - 1;
  if (stored < 60) output[at++] = stored << 2;
  else {
    // A block is at most 64 KiB: two bytes of length are enough.
    output[at++] = (stored < 256 ? 60 : 61) << 2;
    output[at++] = stored;
    if (stored >= 256) output[at++] = stored >>> 8;
  }
  if (sizeBytes >= 64) output.set(input.subarray(from, to), at);
  else for (let i = 0; i < sizeBytes; i++) output[at + i] = input[from + i] as number;
  return at + sizeBytes;
}

function writeCopy(distance: number, sizeBytes: number, output: Uint8Array, at: number): number {
  let left = sizeBytes;
  // A copy holds 64 bytes at most, and what is left over must be 4 at least.
  while (left > 64) {
    const part = left >= 68 ? 64 : 60;
    at = writeLongCopy(distance, part, output, at);
    left -= part;
  }
  if (left > 11 || distance >= 2048) return writeLongCopy(distance, left, output, at);
  output[at++] = 1 | ((left - 4) << 2) | ((distance >>> 8) << 5);
  output[at++] = distance;
  return at;
}

function writeLongCopy(distance: number, sizeBytes: number, output: Uint8Array, at: number): number {
  output[at++] = 2 | ((sizeBytes - 1) << 2);
  output[at++] = distance;
  output[at++] = distance >>> 8;
  return at;
}
