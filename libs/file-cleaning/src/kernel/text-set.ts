import type { StopBytes } from './stop-bytes.js';

/** A few texts as bytes, found where they stand as a whole field. */
export class TextSet {
  /** By index among the texts. */
  readonly lengths: readonly number[];
  private readonly stops: Uint8Array;
  private readonly texts: readonly { readonly bytes: Uint8Array; readonly index: number }[];
  private readonly emptyIndex: number;
  /** By byte: 1 where a field that starts so may be one of the texts. */
  private readonly firsts = new Uint8Array(256);

  /** Texts that hold a stop byte cannot be whole fields; they are never found. */
  constructor(texts: readonly string[], { table: stops }: StopBytes) {
    this.stops = stops;
    const all = texts.map((text, index) => ({ bytes: new Uint8Array(Buffer.from(text)), index }));
    this.lengths = all.map(({ bytes }) => bytes.length);
    this.texts = all.filter(({ bytes }) => bytes.length > 0 && bytes.every((byte) => stops[byte] === 0));
    this.emptyIndex = texts.indexOf('');
    for (const { bytes } of this.texts) this.firsts[bytes[0] as number] = 1;
    if (this.emptyIndex >= 0) stops.forEach((isStop, byte) => (this.firsts[byte] ||= isStop));
  }

  /** Index of the text that is the whole field at `at`; -1 when it is none of them. */
  find(data: Uint8Array, at: number): number {
    const first = data[at] as number;
    if (this.firsts[first] === 0) return -1;
    if (this.stops[first] === 1) return this.emptyIndex;
    next: for (const { bytes, index } of this.texts) {
      for (let i = 0; i < bytes.length; i++) if (data[at + i] !== bytes[i]) continue next;
      if (this.stops[data[at + bytes.length] as number] === 1) return index;
    }
    return -1;
  }
}
