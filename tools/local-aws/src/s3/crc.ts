/**
 * The CRCs of S3 that Node does not have, eight bytes at a time: byte by byte a large upload would wait for them.
 *
 * @see https://create.stephan-brumme.com/crc32/#slicing-by-8-overview
 */

/** Tables of a reflected polynomial, one behind the other: the first for one byte, the next for one further back. */
interface Tables {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

const slices = 8;

/** In two halves, because 64-bit integers are slow here; a 32-bit polynomial is all in the low one. */
function tablesOf(polynomialHigh: number, polynomialLow: number): Tables {
  const high = new Int32Array(slices * 256);
  const low = new Int32Array(slices * 256);
  for (let index = 0; index < 256; index += 1) {
    let [h, l] = [0, index];
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd) [h, l] = [h ^ polynomialHigh, l ^ polynomialLow];
    }
    high[index] = h;
    low[index] = l;
  }
  for (let index = 256; index < slices * 256; index += 1) {
    const [h, l] = [high[index - 256] as number, low[index - 256] as number];
    low[index] = ((l >>> 8) | (h << 24)) ^ (low[l & 255] as number);
    high[index] = (h >>> 8) ^ (high[l & 255] as number);
  }
  return { high, low };
}

const castagnoli = tablesOf(0, 0x82f63b78);
const nvme = tablesOf(0x9a6c9329, 0xac4bc9b5);

export interface Crc {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

/** Of four bytes. */
export const crc32c = (): Crc => running(castagnoli, 4);
/** Of eight bytes. */
export const crc64Nvme = (): Crc => running(nvme, 8);

function running({ high, low }: Tables, width: 4 | 8): Crc {
  let h = width === 8 ? -1 : 0;
  let l = -1;
  const update = (bytes: Uint8Array) => {
    // Every index is in range: the loop stops before the end, and a table has 256 entries for each of eight bytes.
    const at = (index: number) => bytes[index] as number;
    let i = 0;
    for (const end = bytes.length - 7; i < end; i += 8) {
      const a = l ^ (at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24));
      const b = h ^ (at(i + 4) | (at(i + 5) << 8) | (at(i + 6) << 16) | (at(i + 7) << 24));
      const [i0, i1, i2, i3] = [
        1792 + (a & 255),
        1536 + ((a >>> 8) & 255),
        1280 + ((a >>> 16) & 255),
        1024 + (a >>> 24),
      ];
      const [i4, i5, i6, i7] = [768 + (b & 255), 512 + ((b >>> 8) & 255), 256 + ((b >>> 16) & 255), b >>> 24];
      l = low[i0]! ^ low[i1]! ^ low[i2]! ^ low[i3]! ^ low[i4]! ^ low[i5]! ^ low[i6]! ^ low[i7]!;
      h = high[i0]! ^ high[i1]! ^ high[i2]! ^ high[i3]! ^ high[i4]! ^ high[i5]! ^ high[i6]! ^ high[i7]!;
    }
    for (; i < bytes.length; i += 1) {
      const index = (l ^ at(i)) & 255;
      l = ((l >>> 8) | (h << 24)) ^ (low[index] as number);
      h = (h >>> 8) ^ (high[index] as number);
    }
  };
  return {
    update,
    digest: () => {
      const out = Buffer.alloc(8);
      out.writeInt32BE(~h, 0);
      out.writeInt32BE(~l, 4);
      return out.subarray(8 - width);
    },
  };
}
