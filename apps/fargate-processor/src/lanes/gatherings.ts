import type { Settlement } from '@sluice/message-queue';
import type { LoadableBatch } from '../work/open-row-batch.js';
import type { Memory } from './memory.js';
import { MicroBatch, type HeldBatch, type MicroBatchLimits, type WaitingMessage } from './micro-batch.js';
import { sourcesTogether, standingOf } from './standing.js';

export interface GatheringsOptions extends MicroBatchLimits {
  readonly maxAgeMilliseconds: number;
  readonly memory: Memory;
  /** Loads what has gathered of one dataset and ends its messages; must not throw. */
  readonly load: (batches: readonly HeldBatch[], isAlone: boolean) => Promise<void>;
}

/** What is known of a batch that came again. */
interface Standing {
  /** Number of the attempt, as it was counted; 0 for what was not tried before. */
  readonly attempt: number;
  /** Nothing else is under way: it loads at once and by itself. */
  readonly isAlone: boolean;
}

interface Gathering {
  readonly key: string;
  readonly dataset: string;
  readonly isAlone: boolean;
  readonly batch: MicroBatch;
  readonly timer: NodeJS.Timeout;
}

/**
 * Row batches on their way into loads, by dataset and standing. Loads of one dataset follow each other; datasets do not
 * wait for each other.
 */
export class Gatherings {
  readonly #gathering = new Map<string, Gathering>();
  readonly #loading = new Map<string, Promise<void>>();

  constructor(private readonly options: GatheringsOptions) {}

  /**
   * @returns how its load ended for the message
   * @throws the signal's reason, as soon as it is aborted: the message leaves its gathering
   */
  add(
    opened: LoadableBatch,
    message: Pick<WaitingMessage, 'message' | 'signal'>,
    standing: Standing,
  ): Promise<Settlement> {
    const { signal } = message;
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const waiting: WaitingMessage = { ...message, end: resolve };
      const gathering = this.#gatheringOf(opened, standing);
      const change = (what: () => void): void => {
        const before = gathering.batch.bytes;
        what();
        const after = gathering.batch.bytes;
        if (after > before) this.options.memory.open(after - before);
        if (after < before) this.options.memory.forget(before - after);
      };
      change(() => gathering.batch.add(opened, waiting));
      // Who was handed to its load is there still: the load goes on as long as one of its messages is held.
      const leave = (): void => {
        reject(signal.reason as Error);
        if (this.#gathering.get(gathering.key) !== gathering) return;
        change(() => gathering.batch.leave(waiting));
        if (gathering.batch.isEmpty) this.#flush(gathering);
      };
      signal.addEventListener('abort', leave, { once: true });
      if (gathering.batch.isFull) this.#flush(gathering);
    });
  }

  flushAll(): void {
    for (const gathering of [...this.#gathering.values()]) this.#flush(gathering);
  }

  /** Resolves when no load is under way or waits for another. */
  async idle(): Promise<void> {
    while (this.#loading.size > 0) await Promise.all(this.#loading.values());
  }

  #gatheringOf(opened: LoadableBatch, { attempt, isAlone }: Standing): Gathering {
    const { maxSources, maxAgeMilliseconds } = this.options;
    const dataset = opened.dataset.name;
    const standing = standingOf(attempt, maxSources);
    const key = `${dataset} ${isAlone ? 'alone' : standing}`;
    const known = this.#gathering.get(key);
    if (known) return known;
    const batch = new MicroBatch({
      ...this.options,
      maxSources: isAlone ? 1 : sourcesTogether(standing, maxSources),
    });
    const timer = setTimeout(() => this.#flush(gathering), maxAgeMilliseconds);
    const gathering: Gathering = { key, dataset, isAlone, batch, timer };
    this.#gathering.set(key, gathering);
    return gathering;
  }

  #flush(gathering: Gathering): void {
    const { key, dataset, isAlone, batch, timer } = gathering;
    this.#gathering.delete(key);
    clearTimeout(timer);
    if (batch.isEmpty) return;
    // Who is alone waits for nobody: those before him may be waiting for him.
    const line = isAlone ? key : dataset;
    const previous = this.#loading.get(line) ?? Promise.resolve();
    const done = previous
      .then(() => this.options.load(batch.held, isAlone))
      .finally(() => {
        this.options.memory.forget(batch.bytes);
        if (this.#loading.get(line) === done) this.#loading.delete(line);
      });
    this.#loading.set(line, done);
  }
}
