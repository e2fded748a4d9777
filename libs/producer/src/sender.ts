import { ProducerStoppedError } from './errors.js';
import type { Pace } from './pace.js';
import { PendingRecords, type BatchLimits, type PendingRecord } from './pending-records.js';
import { request, type Answered, type Destination, type Unanswered } from './request.js';

export interface SenderSettings extends Destination, BatchLimits {
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
  /** How long the stream may take nothing, while something waits for it. */
  readonly patienceMilliseconds: number;
  readonly signal: AbortSignal | undefined;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly pace: Pace;
  /** Told of each record that the stream took. */
  readonly onPut: (record: PendingRecord) => void;
  readonly onStopped: (reason: ProducerStoppedError) => void;
  /** Whether nothing more can come before something has gone. */
  readonly isFull: () => boolean;
}

/**
 * Puts what is pending, one request at a time, until the stream has taken it. Records that a request failed for are
 * tried again after a pause of their own; others go on meanwhile.
 */
export class Sender {
  requests = 0;
  retries = 0;
  stopped: ProducerStoppedError | undefined;
  private readonly pending = new PendingRecords();
  private isAsking = false;
  private timer: NodeJS.Timeout | undefined;
  /** When the timer goes off; Infinity while none is set. */
  private wakesAt = Infinity;
  private lastTakenAt = 0;
  private readonly flushes = new Set<{
    readonly before: number;
    readonly done: (complete: boolean) => void;
  }>();

  constructor(private readonly settings: SenderSettings) {}

  add(record: PendingRecord): void {
    if (this.pending.length === 0) this.lastTakenAt = performance.now();
    this.pending.add(record);
    const { maxRecords, maxBytes } = this.settings;
    const mayFill = this.pending.length % maxRecords === 0 || this.pending.bytes >= maxBytes;
    // Looking for a batch costs as much as the batch is long, too much to do for each record.
    if (mayFill || record.dueAt < this.wakesAt) this.pump();
  }

  /**
   * Puts what was accepted before an ordinal, without waiting for company.
   * @returns whether the stream has it all; false after a stop
   */
  flush(before: number): Promise<boolean> {
    return new Promise((done) => {
      this.flushes.add({ before, done });
      this.endFlushes();
      this.pump();
    });
  }

  stop(code: string, cause?: unknown): void {
    if (this.stopped) return;
    this.stopped = new ProducerStoppedError(this.settings.stream, code, { cause });
    this.sleep();
    this.settings.onStopped(this.stopped);
    if (!this.isAsking) this.endFlushes();
  }

  /** What the stream has not taken, when there is nothing more to be done about it. */
  takeUnsent(): readonly PendingRecord[] {
    return this.pending.takeEverything();
  }

  /** Sends what can go now, or sets the clock for what goes next. Called whenever anything has changed. */
  pump(): void {
    if (this.isAsking || this.stopped || this.pending.length === 0) return;
    this.sleep();
    const { pace, maxRecords, isFull } = this.settings;
    const now = performance.now();
    const allowance = pace.allowance(now);
    const portion = pace.portion(this.pending.length);
    if (allowance < portion) return this.sleep(pace.delay(portion));
    const limits = { ...this.settings, maxRecords: Math.min(maxRecords, allowance) };
    const { batch, isReady, nextDueAt } = this.pending.select(now, limits);
    if (batch.length > 0 && (isReady || this.flushes.size > 0 || isFull())) void this.send(batch);
    else this.sleep(nextDueAt - now);
  }

  private sleep(milliseconds = Infinity): void {
    clearTimeout(this.timer);
    this.wakesAt = Infinity;
    if (milliseconds === Infinity) return;
    const pause = Math.max(1, Math.ceil(milliseconds));
    this.wakesAt = performance.now() + pause;
    this.timer = setTimeout(() => this.pump(), pause);
  }

  private async send(batch: readonly PendingRecord[]): Promise<void> {
    const { pace, signal } = this.settings;
    this.isAsking = true;
    this.requests++;
    this.retries += batch.filter(({ failedTries }) => failedTries > 0).length;
    pace.spend(batch.length);
    const outcome = await request(
      this.settings,
      batch.map(({ record }) => record),
      signal,
    );
    this.settle(batch, outcome);
    this.isAsking = false;
    this.endFlushes();
    this.pump();
  }

  private settle(batch: readonly PendingRecord[], outcome: Answered | Unanswered): void {
    const now = performance.now();
    const taken = new Set<PendingRecord>();
    const share = this.settings.random();
    for (const [index, pending] of batch.entries()) {
      const code = outcome.kind === 'answered' ? outcome.codes[index] : outcome.code;
      if (code === undefined) {
        taken.add(pending);
        continue;
      }
      pending.code = code;
      if (outcome.kind === 'unanswered' && outcome.maybePut) pending.maybePut = true;
      pending.dueAt = now + share * this.longestPauseAfter(++pending.failedTries);
    }
    this.pending.removeAll(taken);
    if (taken.size > 0) this.lastTakenAt = now;
    for (const record of taken) this.settings.onPut(record);
    if (outcome.kind === 'unanswered' && !outcome.isTransient) this.stop(outcome.code, outcome.cause);
    else if (taken.size === 0 && now - this.lastTakenAt >= this.settings.patienceMilliseconds)
      this.stop(batch[0]?.code ?? 'unknown', outcome.kind === 'unanswered' ? outcome.cause : undefined);
  }

  /** Full jitter: the pause is anything up to this, so that those who failed together do not come back together. */
  private longestPauseAfter(failedTries: number): number {
    const { firstPauseMilliseconds, longestPauseMilliseconds } = this.settings;
    return Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (failedTries - 1));
  }

  private endFlushes(): void {
    const oldest = this.pending.first?.ordinal ?? Infinity;
    for (const flush of this.flushes) {
      const complete = flush.before <= oldest;
      if (!complete && !(this.stopped && !this.isAsking)) continue;
      this.flushes.delete(flush);
      flush.done(complete);
    }
  }
}
