import type { Dataset } from '@sluice/contracts';
import { batchEntry } from '../pack-row-batches.js';
import type { TransformedRecord } from '../transform-record.js';
import { Gathering, type GatheringOptions } from './gathering.js';

/** Most characters that wait for company, of all datasets together. */
const maxGatheredLength = 16 * 1024 * 1024;

/** Every dataset's records on their way into messages. */
export class Gatherings {
  readonly #all = new Map<Dataset, Gathering>();
  readonly #full = new Set<Gathering>();
  #length = 0;

  constructor(private readonly options: GatheringOptions) {}

  add(judged: TransformedRecord): void {
    const { dataset } = judged;
    let gathering = this.#all.get(dataset);
    if (!gathering) {
      gathering = new Gathering(dataset, this.options);
      this.#all.set(dataset, gathering);
    }
    const entry = batchEntry(judged);
    gathering.add(entry);
    this.#length += entry.json.length;
    if (gathering.length >= gathering.packAt) this.#full.add(gathering);
  }

  get isFull(): boolean {
    return this.#full.size > 0 || this.#length > maxGatheredLength;
  }

  /** Begins to pack what fills messages; where too much waits, the dataset with the most of it need not fill one. */
  async packFull(): Promise<void> {
    for (const gathering of this.#full) await gathering.packFull();
    this.#full.clear();
    for (;;) {
      const all = [...this.#all.values()];
      this.#length = all.reduce((sum, { length }) => sum + length, 0);
      if (this.#length <= maxGatheredLength) return;
      await all.reduce((most, one) => (one.length > most.length ? one : most)).packAll();
    }
  }

  /** Packs everything; resolves when it was handed on. */
  async packAll(): Promise<void> {
    await settleAll([...this.#all.values()].map((gathering) => gathering.packAll()));
  }

  /** Waits for what is under way, and forgets what is gathered of records from a position on. */
  async keepBefore(position: number): Promise<void> {
    await settleAll([...this.#all.values()].map((gathering) => gathering.keepBefore(position)));
  }

  /** Position of the first record that is gathered and not packed. */
  get firstPosition(): number | undefined {
    const positions = [...this.#all.values()].flatMap(({ firstPosition }) => firstPosition ?? []);
    return positions.length === 0 ? undefined : Math.min(...positions);
  }
}

/** Rejects with the first fault, but not before all are settled: nothing goes on behind the caller's back. */
async function settleAll(all: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(all))
    if (outcome.status === 'rejected') throw outcome.reason;
}
