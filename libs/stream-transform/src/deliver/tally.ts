import type { PackedBatch } from '../pack-row-batches.js';
import type { Delivered, DeliveredDataset } from './delivery.js';

interface Counts extends Omit<DeliveredDataset, 'reasons'> {
  readonly reasons: ReadonlyMap<string, number>;
}

const none: Counts = { rows: 0, rejects: 0, messages: 0, claims: 0, reasons: new Map() };

/** Counts what is on the queue, and where the first gap is. */
export class Tally {
  readonly #datasets = new Map<string, Counts>();
  #firstUnsent: number | undefined;
  #code: string | undefined;

  get firstUnsent(): number | undefined {
    return this.#firstUnsent;
  }

  sent({ message, reasons }: PackedBatch, isClaim: boolean): void {
    const counts = this.#datasets.get(message.dataset) ?? none;
    const all = new Map(counts.reasons);
    for (const [reason, count] of reasons) all.set(reason, (all.get(reason) ?? 0) + count);
    this.#datasets.set(message.dataset, {
      rows: counts.rows + message.rows,
      rejects: counts.rejects + message.rejects,
      messages: counts.messages + 1,
      claims: counts.claims + (isClaim ? 1 : 0),
      reasons: all,
    });
  }

  /** The code that counts is the first one. */
  unsent(position: number, code: string): void {
    this.#code ??= code;
    this.#firstUnsent = Math.min(position, this.#firstUnsent ?? position);
  }

  result(): Delivered {
    const datasets = Object.fromEntries(
      [...this.#datasets].map(([name, counts]) => [
        name,
        { ...counts, reasons: Object.fromEntries(counts.reasons) },
      ]),
    );
    if (this.#firstUnsent === undefined) return { datasets };
    return { datasets, firstUnsent: this.#firstUnsent, code: this.#code ?? 'AbortError' };
  }
}
