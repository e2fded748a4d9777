import {
  ColumnVector,
  copied,
  firstRows,
  widened,
  type VectorColumn,
  type VectorContent,
} from './typed-vector.js';

/** From this length on the runtime's copy is faster than a loop: calling it costs as much as a loop over so many bytes. */
const copyBytes = 64;

/** VARCHAR. A value stands as its length (4 bytes, little endian) and its UTF-8: Parquet's plain encoding. */
export class BytesVector extends ColumnVector {
  /** Present values only, one after the other. */
  bytes: Buffer = Buffer.allocUnsafeSlow(16 * 1024);
  /** Bytes in use. */
  length = 0;
  /** By row: where its value starts, or would start. */
  private starts = new Uint32Array(firstRows);

  constructor(column: VectorColumn) {
    super(column, 0);
  }

  bytesBefore(row: number): number {
    return row === this.rows ? this.length : (this.starts[row] as number);
  }

  textAt(row: number): string {
    return this.bytes.toString('utf8', this.bytesBefore(row) + 4, this.bytesBefore(row + 1));
  }

  /** Appends valid UTF-8: the bytes of `data` from `start` up to `end`. */
  appendBytes(data: Uint8Array, start: number, end: number): void {
    const size = end - start;
    const at = this.begin(size);
    if (size >= copyBytes) this.copy(data, start, end, at + 4);
    else {
      const bytes = this.bytes;
      // Measured on Node 20 and 24: other forms, words through a DataView among them, are slower or at times so.
      for (let from = start, to = at + 4; from < end;) bytes[to++] = data[from++] as number;
    }
    this.end(at, size);
  }

  appendNull(): void {
    const row = this.rows;
    if (row === this.present.length) this.grow();
    this.present[row] = 0;
    this.starts[row] = this.length;
    this.rows = row + 1;
  }

  appendText(canonical: string): void {
    // A UTF-16 unit takes three bytes at most.
    const at = this.begin(canonical.length * 3);
    this.end(at, this.bytes.write(canonical, at + 4, 'utf8'));
  }

  copyContent(into?: VectorContent): VectorContent {
    const { rows, length } = this;
    // Not the buffer itself: a copy of a Buffer's own class would come from Node's shared pool.
    const bytes = new Uint8Array(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    return {
      rows,
      present: copied(this.present, rows, into?.present),
      values: copied(bytes, length, into?.values as Uint8Array | undefined),
      texts: { length, starts: copied(this.starts, rows, into?.texts?.starts) },
    };
  }

  takeContent({ rows, present, values, texts }: VectorContent): void {
    this.rows = rows;
    this.present = present;
    this.bytes = Buffer.from(values.buffer as ArrayBuffer, values.byteOffset, values.length);
    this.length = texts?.length ?? 0;
    this.starts = texts?.starts ?? new Uint32Array(0);
  }

  undo(): void {
    this.rows--;
    this.length = this.starts[this.rows] as number;
  }

  clear(): void {
    this.rows = 0;
    this.length = 0;
  }

  /** Makes room for a value of at most so many bytes; returns where it starts: its bytes stand from 4 behind. */
  begin(atMost: number): number {
    if (this.rows === this.present.length) this.grow();
    const needed = this.length + 4 + atMost;
    if (needed > this.bytes.length) this.enlarge(needed);
    return this.length;
  }

  /** Appends the value that was written into the room made at `at`. */
  end(at: number, size: number): void {
    const bytes = this.bytes;
    bytes[at] = size;
    bytes[at + 1] = size >>> 8;
    bytes[at + 2] = size >>> 16;
    bytes[at + 3] = size >>> 24;
    const row = this.rows;
    this.present[row] = 1;
    this.starts[row] = at;
    this.length = at + 4 + size;
    this.rows = row + 1;
  }

  // What is rare stands in methods of its own, so that the engine inlines the rest.

  private copy(data: Uint8Array, start: number, end: number, at: number): void {
    this.bytes.set(data.subarray(start, end), at);
  }

  private enlarge(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  private grow(): void {
    this.present = widened(this.present);
    this.starts = widened(this.starts);
  }
}
