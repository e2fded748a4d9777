/** Bytes that grow at the end; reused. */
export class ByteOutput {
  /** Has its memory for itself. */
  bytes: Buffer = Buffer.allocUnsafeSlow(64 * 1024);
  length = 0;

  get written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  /** Makes room for so many bytes more. */
  reserve(sizeBytes: number): void {
    const needed = this.length + sizeBytes;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.written);
    this.bytes = larger;
  }

  append(data: Uint8Array): void {
    this.reserve(data.length);
    this.bytes.set(data, this.length);
    this.length += data.length;
  }
}

/** The bytes of an array, not copied. Parquet is little endian, and so is every processor that Node runs on but s390x. */
export const bytesOf = (values: ArrayBufferView): Buffer =>
  Buffer.from(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
