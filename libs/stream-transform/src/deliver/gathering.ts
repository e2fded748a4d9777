import type { Dataset } from '@sluice/contracts';
import {
  base64Length,
  contentText,
  packRowBatch,
  type BatchEntry,
  type PackedBatch,
  type PackOptions,
} from '../pack-row-batches.js';
import type { Slots } from './slots.js';

export interface GatheringOptions extends PackOptions {
  readonly maxMessageBytes: number;
  /** For what is compressed at once, of all datasets. */
  readonly slots: Slots;
  /** Resolves when more may be packed. */
  readonly send: (batch: PackedBatch) => Promise<void>;
}

/** As much text tells how well the rest compresses. */
const sampleLength = 64 * 1024;
/** Shorter texts compress worse than what is to be foretold by them. */
const leastTelling = 16 * 1024;
/** Aimed at a little under the limit: what does not fit has to be compressed again. */
const fillFactor = 0.97;
/** Most characters of one message's content, however well it compresses: whoever reads it holds it in memory. */
const maxTextLength = 4 * 1024 * 1024;

/**
 * One dataset's records on their way into messages, in the order of the stream. While one message is compressed the
 * next one is gathered. Where messages are cut depends on the records alone, never on what took how long: what is
 * under way is waited for before its outcome is looked at.
 */
export class Gathering {
  #entries: BatchEntry[] = [];
  /** Of what is being packed: what did not fit its message. */
  #leftOver: readonly BatchEntry[] = [];
  /** Characters of what is gathered. */
  length = 0;
  /** How many make it worth while to see whether a message is full. */
  packAt: number;
  #bytesPerCharacter: number | undefined;
  #packing: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataset: Dataset,
    private readonly options: GatheringOptions,
  ) {
    this.packAt = Math.min(2 * sampleLength, 4 * options.maxMessageBytes);
  }

  /** Position of the first record that is gathered and not packed, when nothing is under way. */
  get firstPosition(): number | undefined {
    return this.#entries[0]?.position;
  }

  add(entry: BatchEntry): void {
    this.#entries.push(entry);
    this.length += entry.json.length + 1;
  }

  /** Begins to pack what fills a message; the last of it is still under way when this resolves. */
  async packFull(): Promise<void> {
    for (;;) {
      await this.#settle();
      this.#bytesPerCharacter ??= await this.#sample();
      this.packAt = this.#fullLength();
      if (this.length < this.packAt) return;
      await this.#begin();
      if (this.length < this.packAt) return;
    }
  }

  /** Packs everything, full or not; resolves when it was handed on. */
  async packAll(): Promise<void> {
    for (;;) {
      await this.#settle();
      if (this.#entries.length === 0) return;
      await this.#begin();
    }
  }

  /** Waits for what is under way; forgets what is gathered from a position on, which need not be sent. */
  async keepBefore(position: number): Promise<void> {
    await this.#settle();
    const end = this.#entries.findIndex((entry) => entry.position >= position);
    if (end >= 0) this.#entries.splice(end);
    this.length = textLength(this.#entries);
  }

  async #begin(): Promise<void> {
    const { slots } = this.options;
    await slots.take();
    const entries = this.#entries.splice(0, countWithin(this.#entries, this.#fullLength()));
    this.length -= textLength(entries);
    this.#packing = this.#pack(entries).finally(() => slots.giveBack());
    // Its fault is thrown to whoever waits for it; until then Node is not to take it for one that nobody handles.
    this.#packing.catch(() => undefined);
  }

  /** Packs one message of as many of the entries as fit it. */
  async #pack(entries: readonly BatchEntry[]): Promise<void> {
    const { maxMessageBytes, send } = this.options;
    let count = entries.length;
    for (;;) {
      const packed = await packRowBatch(this.dataset, entries.slice(0, count), this.options);
      const { inlineBytes, textLength: characters } = packed;
      if (characters >= leastTelling)
        this.#bytesPerCharacter = base64Length(packed.content.byteLength) / characters;
      if (inlineBytes <= maxMessageBytes || count === 1) {
        this.#leftOver = entries.slice(count);
        return send(packed);
      }
      const fitting = (characters * fillFactor * maxMessageBytes) / inlineBytes;
      count = Math.min(count - 1, countWithin(entries, fitting));
    }
  }

  /** Waits for what is under way and takes back, in its old place, what did not fit. */
  async #settle(): Promise<void> {
    await this.#packing;
    if (this.#leftOver.length === 0) return;
    this.length += textLength(this.#leftOver);
    this.#entries = [...this.#leftOver, ...this.#entries];
    this.#leftOver = [];
  }

  /** Bytes of a message's body for each character of content. */
  async #sample(): Promise<number> {
    const sample = this.#entries.slice(0, countWithin(this.#entries, sampleLength));
    const text = contentText(this.dataset, sample, this.options);
    return base64Length((await this.options.codec.gzip(text)).byteLength) / text.length;
  }

  /** Characters that fill a message. */
  #fullLength(): number {
    const { maxMessageBytes } = this.options;
    const full = (maxMessageBytes * fillFactor) / (this.#bytesPerCharacter ?? 0);
    return Math.min(maxTextLength, Math.floor(full));
  }
}

const textLength = (entries: readonly BatchEntry[]): number =>
  entries.reduce((length, { json }) => length + json.length + 1, 0);

/** How many entries from the first on stay within so many characters; at least one. */
function countWithin(entries: readonly BatchEntry[], maxLength: number): number {
  let length = 0;
  let count = 0;
  for (const { json } of entries) {
    length += json.length + 1;
    if (length > maxLength) break;
    count++;
  }
  return Math.max(1, count);
}
