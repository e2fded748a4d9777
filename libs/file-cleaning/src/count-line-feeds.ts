const lineFeeds = 0x0a0a0a0a;
const lowBits = 0x7f7f7f7f;

/**
 * Line feeds in a block, four bytes at a time: each byte of `sums` counts those at its place in the words, up to 255.
 * @see https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord
 */
export function countLineFeeds(block: Uint8Array): number {
  let count = 0;
  // Words lie at multiples of four.
  const start = -block.byteOffset & 3;
  if (block.length < start + 4) {
    for (const byte of block) if (byte === 10) count++;
    return count;
  }
  const words = new Int32Array(block.buffer, block.byteOffset + start, (block.length - start) >> 2);
  for (let at = 0; at < words.length;) {
    let sums = 0;
    for (const stop = Math.min(words.length, at + 255); at < stop; at++) {
      const difference = (words[at] as number) ^ lineFeeds;
      // The high bit of each byte that is zero, alone.
      const zeros = ~(((difference & lowBits) + lowBits) | difference | lowBits);
      sums = (sums + (zeros >>> 7)) | 0;
    }
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  for (let at = 0; at < start; at++) if (block[at] === 10) count++;
  for (let at = start + 4 * words.length; at < block.length; at++) if (block[at] === 10) count++;
  return count;
}
