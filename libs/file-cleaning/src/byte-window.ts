import { isUtf8 } from 'node:buffer';

export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;

/** Line feeds behind the data, so that no loop over a field need ask where the data ends. */
const sentinelBytes = 16;
/** Bytes whose characters are tested at once: fewer where there was one to refuse, more where there was none. */
const regionBytes = { min: 256, max: 64 * 1024 };
const noncharacters = [Buffer.from('\uFFFE'), Buffer.from('\uFFFF')];

/**
 * The part of a file that is in memory: what is left of earlier blocks, then the last one, as one run of bytes.
 * Blocks are copied, so whoever made them may use them again.
 */
export class ByteWindow {
  /** What is still to be cut is `bytes[position, length)`. */
  bytes: Buffer = Buffer.allocUnsafeSlow(1 << 19);
  /** The same bytes, for whole words at any position. */
  view = viewOf(this.bytes);
  length = 0;
  position = 0;
  /** No more blocks come. */
  final = false;
  /** Up to here the text from `position` on is UTF-8 without NUL, U+FFFE and U+FFFF; behind it a line starts. */
  cleanEnd = 0;
  private regionEnd = 0;
  private regionSize = regionBytes.max;
  private lastLineFeed = -1;
  private bytesBefore = 0;

  /** Bytes of the file before `position`. */
  get passedBytes(): number {
    return this.bytesBefore + this.position;
  }

  /** Whether a line ends at `position` or behind it. */
  get hasLineEnd(): boolean {
    return this.lastLineFeed >= this.position;
  }

  push(block: Uint8Array): void {
    const rest = this.length - this.position;
    const needed = rest + block.length + sentinelBytes;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.ceil(this.bytes.length * 1.5)));
      larger.set(this.bytes.subarray(this.position, this.length));
      this.bytes = larger;
      this.view = viewOf(larger);
    } else this.bytes.copyWithin(0, this.position, this.length);
    this.bytes.set(block, rest);
    this.bytesBefore += this.position;
    this.position = this.cleanEnd = this.regionEnd = 0;
    this.length = rest + block.length;
    this.bytes.fill(lineFeed, this.length, this.length + sentinelBytes);
    const found = block.lastIndexOf(lineFeed);
    this.lastLineFeed = found < 0 ? -1 : rest + found;
  }

  /** Whether the line at `position` is whole and its text clean, as `cleanEnd` says. */
  get isClean(): boolean {
    if (this.position >= this.regionEnd) this.testRegion();
    return this.position < this.cleanEnd;
  }

  /** The smaller a region with a bad character, the fewer the good lines beside it that must be looked at closely. */
  private testRegion(): void {
    const { bytes, position, lastLineFeed } = this;
    if (lastLineFeed < position) return;
    for (;;) {
      const edge = position + this.regionSize;
      const end = (edge >= lastLineFeed ? lastLineFeed : bytes.indexOf(lineFeed, edge)) + 1;
      const isClean = isCleanText(bytes.subarray(position, end));
      if (!isClean && this.regionSize > regionBytes.min) {
        this.regionSize >>= 2;
        continue;
      }
      if (this.regionSize < regionBytes.max) this.regionSize <<= 1;
      this.regionEnd = end;
      this.cleanEnd = isClean ? end : position;
      return;
    }
  }
}

function isCleanText(text: Buffer): boolean {
  return isUtf8(text) && !text.includes(0) && !noncharacters.some((bad) => text.includes(bad));
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
