import { setTimeout as delay } from 'node:timers/promises';
import type { RowAgain } from '@sluice/stream-transform';
import type { Patience } from '@sluice/sweep-command';
import { deliverAll, type Deliver } from '../replay/deliver-all.js';

export interface SendingOptions {
  readonly deliver: Deliver<RowAgain>;
  /** Records a second at most. */
  readonly rate?: number | undefined;
  readonly patience?: Patience | undefined;
  readonly onSent: (records: number) => void;
}

/** Records that wait to be sent together, and characters of their texts. */
const maxWaiting = { records: 5_000, length: 4 * 1024 * 1024 };

/** Gathers records that are good now and sends them, some at a time. */
export class SendGood {
  #waiting: RowAgain[] = [];
  #length = 0;
  #begun = 0;
  #startedAt: number | undefined;
  /** Why the queue takes nothing more; undefined while it does. */
  code: string | undefined;

  constructor(
    private readonly options: SendingOptions,
    private readonly signal: AbortSignal,
  ) {}

  async add(row: RowAgain): Promise<void> {
    this.#waiting.push(row);
    for (const value of row.row.values) this.#length += typeof value === 'string' ? value.length : 8;
    // Tenths of a second's, so that a rate is kept within the second too.
    const most = Math.min(maxWaiting.records, Math.ceil((this.options.rate ?? Infinity) / 10));
    if (this.#waiting.length >= most || this.#length >= maxWaiting.length) await this.finish();
  }

  /** Sends what waits. */
  async finish(): Promise<void> {
    const rows = this.#waiting;
    if (rows.length === 0 || this.code !== undefined) return;
    await this.#pace();
    this.#waiting = [];
    this.#length = 0;
    this.#begun += rows.length;
    const { deliver, patience, onSent } = this.options;
    const { delivered, code } = await deliverAll(rows, deliver, this.signal, () => undefined, patience);
    onSent(delivered);
    this.code = code;
  }

  async #pace(): Promise<void> {
    const { rate } = this.options;
    this.#startedAt ??= performance.now();
    if (rate === undefined) return;
    const left = this.#startedAt + (this.#begun / rate) * 1_000 - performance.now();
    if (left > 0) await delay(left, undefined, { signal: this.signal }).catch(() => undefined);
  }
}
