import {
  BooleanVector,
  BytesVector,
  Int32Vector,
  type ColumnVector,
  type DoubleVector,
  type Int64Vector,
  type VectorColumn,
} from '../columns/column-vector.js';
import { appendPackedBits, appendPackedRun, appendRepeatedRun } from './bit-packing.js';
import { bytesOf, type ByteOutput } from './byte-output.js';
import { DictionaryBuilder, type Dictionary } from './dictionary.js';
import { PageWriter } from './page-writer.js';
import { countPresent, PresentValues } from './present-values.js';
import { lastRowWithin } from './row-blocks.js';

/** Uncompressed bytes of a page of texts. */
const pageBytes = 1024 * 1024;

/** What was written of a column in a row group. */
export interface EncodedChunk {
  readonly column: VectorColumn;
  readonly rows: number;
  readonly nulls: number;
  /** Position in the output of the first page and, where there is a dictionary, of the page after it. */
  readonly start: number;
  readonly dataStart: number;
  readonly isDictionary: boolean;
  readonly compressedBytes: number;
  /** Page headers included, as Parquet counts them. */
  readonly uncompressedBytes: number;
  /** Smallest and largest value, of INTEGER and DATE. */
  readonly range: { readonly min: number; readonly max: number } | undefined;
}

type FixedVector = Int32Vector | Int64Vector | DoubleVector;

/** Chooses how a column is encoded, and writes it as pages. Reused: its buffers are large. */
export class ColumnEncoder {
  private readonly dictionaries = new DictionaryBuilder();
  private readonly presentValues = new PresentValues();
  private readonly pages = new PageWriter();

  /** Appends the rows from `from` up to `to`; at least one. */
  encode(vector: ColumnVector, from: number, to: number, output: ByteOutput): EncodedChunk {
    const start = output.length;
    const count = countPresent(vector.present, from, to);
    this.pages.uncompressedBytes = 0;
    const words =
      vector instanceof BytesVector || vector instanceof BooleanVector
        ? undefined
        : this.presentValues.wordsOf(vector as FixedVector, from, to, count);
    const { page } = this.pages;
    page.clear();
    const dictionary =
      vector instanceof BytesVector
        ? this.dictionaries.ofTexts(vector, vector.bytesBefore(from), count, page)
        : words && this.dictionaries.ofWords(words, words.length === count ? 1 : 2, count, page);
    const range = vector instanceof Int32Vector && words ? this.rangeOf(words, dictionary) : undefined;
    if (dictionary) this.pages.writeDictionary(dictionary.size, output);
    const dataStart = output.length;
    if (dictionary) this.writeIndexPage(vector, from, to, count, dictionary, output);
    else if (vector instanceof BytesVector) this.writeTextPages(vector, from, to, output);
    else {
      this.pages.begin(vector.present, from, to, count);
      if (words) page.append(bytesOf(words));
      else {
        const flags = this.presentValues.flagsOf(vector as BooleanVector, from, to, count);
        appendPackedBits(flags, 0, count, 1, page);
      }
      this.pages.writeData(to - from, 'PLAIN', output);
    }
    return {
      column: vector.column,
      rows: to - from,
      nulls: to - from - count,
      start,
      dataStart,
      isDictionary: dictionary !== undefined,
      compressedBytes: output.length - start,
      uncompressedBytes: this.pages.uncompressedBytes,
      range,
    };
  }

  private writeTextPages(vector: BytesVector, from: number, to: number, output: ByteOutput): void {
    for (let first = from; first < to;) {
      const start = vector.bytesBefore(first);
      const next = Math.max(Math.min(to, first + 1), lastRowWithin(vector, first, to, start + pageBytes));
      this.pages.begin(vector.present, first, next, countPresent(vector.present, first, next));
      this.pages.page.append(vector.bytes.subarray(start, vector.bytesBefore(next)));
      this.pages.writeData(next - first, 'PLAIN', output);
      first = next;
    }
  }

  private writeIndexPage(
    vector: ColumnVector,
    from: number,
    to: number,
    count: number,
    { size, indices }: Dictionary,
    output: ByteOutput,
  ): void {
    this.pages.begin(vector.present, from, to, count);
    // Of a single value, too: not every reader takes indices of no bits.
    const bitWidth = Math.max(1, 32 - Math.clz32(size - 1));
    const { page } = this.pages;
    page.append(Uint8Array.of(bitWidth));
    if (size === 1) appendRepeatedRun(0, count, page);
    else appendPackedRun(indices, 0, count, bitWidth, page);
    this.pages.writeData(to - from, 'PLAIN_DICTIONARY', output);
  }

  /** Of the values, or of the dictionary on the page, which are fewer. */
  private rangeOf(
    values: Int32Array,
    dictionary: Dictionary | undefined,
  ): { min: number; max: number } | undefined {
    const looked = dictionary ? new Int32Array(this.pages.page.bytes.buffer, 0, dictionary.size) : values;
    if (looked.length === 0) return undefined;
    let min = looked[0] as number;
    let max = min;
    for (let i = 1; i < looked.length; i++) {
      const value = looked[i] as number;
      if (value < min) min = value;
      else if (value > max) max = value;
    }
    return { min, max };
  }
}
